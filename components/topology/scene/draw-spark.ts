import type { SceneColors } from './scene-colors'

/** A faint area behind what a node says: how its requests went, against the highest of them. A gap is a gap. */
export function drawSpark(
  draw: CanvasRenderingContext2D,
  values: readonly (number | null)[],
  box: { x: number; y: number; width: number; height: number },
  colors: SceneColors,
): void {
  const top = Math.max(0, ...values.map((value) => value ?? 0))
  if (top === 0 || values.length < 2) return
  const step = box.width / (values.length - 1)
  const bottom = box.y + box.height
  const alpha = draw.globalAlpha
  draw.globalAlpha = alpha * 0.16
  draw.fillStyle = colors.muted
  for (let at = 1; at < values.length; at++) {
    const [from, to] = [values[at - 1] ?? null, values[at] ?? null]
    if (from === null || to === null) continue
    draw.beginPath()
    draw.moveTo(box.x + (at - 1) * step, bottom)
    draw.lineTo(box.x + (at - 1) * step, bottom - (from / top) * box.height)
    draw.lineTo(box.x + at * step, bottom - (to / top) * box.height)
    draw.lineTo(box.x + at * step, bottom)
    draw.fill()
  }
  draw.globalAlpha = alpha
}
