type Draw = CanvasRenderingContext2D

/** Marks in a box of `size`, its top left corner at x, y; 1.5 px lines at size 14. */
function within(draw: Draw, x: number, y: number, size: number, color: string, trace: () => void): void {
  draw.save()
  draw.translate(x, y)
  draw.scale(size / 24, size / 24)
  draw.lineWidth = 2.2
  draw.lineCap = 'round'
  draw.lineJoin = 'round'
  draw.strokeStyle = color
  draw.beginPath()
  trace()
  draw.stroke()
  draw.restore()
}

/** Degraded. */
export function drawTriangle(draw: Draw, x: number, y: number, size: number, color: string): void {
  within(draw, x, y, size, color, () => {
    draw.moveTo(12, 3.5)
    draw.lineTo(22, 20.5)
    draw.lineTo(2, 20.5)
    draw.closePath()
    draw.moveTo(12, 10)
    draw.lineTo(12, 14)
    draw.moveTo(12, 17)
    draw.lineTo(12, 17.1)
  })
}

/** Failing. */
export function drawOctagon(draw: Draw, x: number, y: number, size: number, color: string): void {
  within(draw, x, y, size, color, () => {
    const points = [8, 2, 16, 2, 22, 8, 22, 16, 16, 22, 8, 22, 2, 16, 2, 8]
    for (let index = 0; index < points.length; index += 2) {
      const [px, py] = [points[index] ?? 0, points[index + 1] ?? 0]
      if (index === 0) draw.moveTo(px, py)
      else draw.lineTo(px, py)
    }
    draw.closePath()
    draw.moveTo(12, 7)
    draw.lineTo(12, 13)
    draw.moveTo(12, 17)
    draw.lineTo(12, 17.1)
  })
}

/** Injected on purpose. */
export function drawFlask(draw: Draw, x: number, y: number, size: number, color: string): void {
  within(draw, x, y, size, color, () => {
    draw.moveTo(8, 2)
    draw.lineTo(16, 2)
    draw.moveTo(9.5, 2)
    draw.lineTo(9.5, 9)
    draw.lineTo(3.5, 20)
    draw.quadraticCurveTo(3, 22, 5, 22)
    draw.lineTo(19, 22)
    draw.quadraticCurveTo(21, 22, 20.5, 20)
    draw.lineTo(14.5, 9)
    draw.lineTo(14.5, 2)
    draw.moveTo(6.5, 15.5)
    draw.lineTo(17.5, 15.5)
  })
}

/** A running canary: one way in, two ways out. */
export function drawFork(draw: Draw, x: number, y: number, size: number, color: string): void {
  within(draw, x, y, size, color, () => {
    draw.moveTo(12, 22)
    draw.lineTo(12, 15)
    draw.lineTo(3, 4)
    draw.moveTo(12, 15)
    draw.lineTo(21, 4)
    draw.moveTo(3, 10)
    draw.lineTo(3, 3)
    draw.lineTo(10, 3)
    draw.moveTo(14, 3)
    draw.lineTo(21, 3)
    draw.lineTo(21, 10)
  })
}

/** Somebody outside the mesh. */
export function drawCloud(draw: Draw, x: number, y: number, size: number, color: string): void {
  within(draw, x, y, size, color, () => {
    draw.moveTo(17.5, 19)
    draw.lineTo(8.5, 19)
    draw.arc(8.5, 12.5, 6.5, Math.PI / 2, -0.55)
    draw.arc(17.5, 14.2, 4.8, -Math.PI / 2 - 0.5, Math.PI / 2)
  })
}
