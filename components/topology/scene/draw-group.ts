import { drawFlask, drawFork, drawOctagon, drawTriangle } from './draw-marks'
import { drawSpark } from './draw-spark'
import type { Point } from './edge-geometry'
import { healthColor } from './health-color'
import type { SceneColors } from './scene-colors'
import type { SceneFrame, SceneNode, Tally } from './scene-model'

type Draw = CanvasRenderingContext2D
type Look = { isSelected: boolean; isFocused: boolean; isMatch: boolean; zoom: number; spark?: readonly (number | null)[] | null }
export type Box = { x: number; y: number; width: number; height: number }

const radius = 6

function rings(draw: Draw, { x, y, width, height }: Box, health: SceneNode['health'], colors: SceneColors, look: Look): void {
  const ring = (grow: number, color: string, isDashed: boolean) => {
    draw.beginPath()
    draw.roundRect(x - grow, y - grow, width + 2 * grow, height + 2 * grow, radius + grow / 2)
    draw.strokeStyle = color
    draw.lineWidth = 2
    if (isDashed) draw.setLineDash([4, 3])
    draw.stroke()
    draw.setLineDash([])
  }
  if (look.isMatch) ring(3.5, healthColor(health, colors), false)
  if (look.isSelected || look.isFocused) ring(4, colors.accent, !look.isSelected)
}

/** 172 × 62 on two hairlines, with the health of its members as a strip. */
export function drawGroup(draw: Draw, node: SceneNode, tally: Tally, at: Point, colors: SceneColors, look: Look): void {
  const box = { x: at.x - node.width / 2, y: at.y - node.height / 2, width: node.width, height: node.height }
  const { x, y, width, height } = box
  draw.strokeStyle = colors['line-strong']
  draw.lineWidth = 1
  for (const [inset, below] of [
    [5, 3.5],
    [10, 6.5],
  ] as const) {
    draw.beginPath()
    draw.moveTo(x + inset, y + height + below)
    draw.lineTo(x + width - inset, y + height + below)
    draw.stroke()
  }
  rings(draw, box, node.health, colors, look)
  draw.beginPath()
  draw.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, radius)
  draw.fillStyle = colors.panel
  draw.fill()
  draw.strokeStyle = tally.trouble ? healthColor(tally.trouble.health, colors) : colors['line-strong']
  draw.lineWidth = tally.trouble ? 1.5 : 1
  draw.stroke()
  drawTally(draw, tally, box, colors)
  drawGroupTexts(draw, node, tally, box, colors, look.zoom)
}

function drawTally(draw: Draw, { parts }: Tally, { x, y, width, height }: Box, colors: SceneColors): void {
  let left = x + 12
  for (const { health, share } of parts) {
    const wide = Math.max(3, share * (width - 24))
    draw.fillStyle = healthColor(health, colors)
    if (health === 'unknown') for (let stripe = 0; stripe < wide; stripe += 4) draw.fillRect(left + stripe, y + height - 12, 2, 3)
    else draw.fillRect(left, y + height - 12, wide, 3)
    left += wide
  }
}

function drawGroupTexts(draw: Draw, node: SceneNode, tally: Tally, { x, y, width }: Box, colors: SceneColors, zoom: number): void {
  const isFar = zoom < 0.5
  const right = x + width - 12
  draw.textBaseline = 'alphabetic'
  let nameRight = right
  if (tally.trouble) {
    const { health, text } = tally.trouble
    draw.font = `600 12px ${colors.font}`
    draw.textAlign = 'right'
    draw.fillStyle = health === 'failing' ? colors.bad : colors.warn
    draw.fillText(text, right, y + 19)
    nameRight = right - draw.measureText(text).width - 18
    const mark = health === 'failing' ? drawOctagon : drawTriangle
    mark(draw, nameRight + 1, y + 8, 13, draw.fillStyle)
  } else if (!isFar) {
    draw.font = `400 12px ${colors.font}`
    draw.textAlign = 'right'
    draw.fillStyle = colors.faint
    draw.fillText(node.aside, right, y + 19)
    nameRight = right - draw.measureText(node.aside).width
  }
  if (node.hasFault) {
    nameRight -= 15
    drawFlask(draw, nameRight + 1, y + 9, 12, colors.fault)
  }
  if (node.hasCanary) {
    nameRight -= 15
    drawFork(draw, nameRight + 1, y + 9, 12, colors.canary)
  }
  draw.textAlign = 'left'
  draw.font = `600 ${isFar ? 18 : 13}px ${colors.font}`
  draw.fillStyle = colors.text
  draw.fillText(node.name, x + 12, y + (isFar ? 36 : 19), isFar ? width - 24 : Math.max(24, nameRight - x - 18))
  if (isFar) return
  draw.font = `400 11px ${colors.font}`
  draw.fillStyle = colors.muted
  draw.fillText(node.health === 'idle' ? 'idle' : node.requests, x + 12, y + 38)
  draw.textAlign = 'center'
  draw.fillText(node.errors, x + width / 2, y + 38)
  draw.textAlign = 'right'
  draw.fillText(node.latency, right, y + 38)
}

/** An open group: its ground, and its head with chevron, name, count and sums. */
export function drawFrame(draw: Draw, frame: SceneFrame, box: Box, colors: SceneColors, look: Look): void {
  const { x, y, width, height } = box
  rings(draw, box, frame.health, colors, look)
  draw.beginPath()
  draw.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 8)
  draw.fillStyle = colors.region
  draw.fill()
  draw.strokeStyle = colors['line-strong']
  draw.lineWidth = 1
  draw.stroke()
  draw.beginPath()
  draw.moveTo(x + 13, y + 14)
  draw.lineTo(x + 17, y + 18.5)
  draw.lineTo(x + 21, y + 14)
  draw.strokeStyle = colors.muted
  draw.lineWidth = 1.5
  draw.stroke()
  const size = Math.min(26, Math.max(13, 11 / look.zoom))
  draw.textBaseline = 'middle'
  draw.textAlign = 'left'
  draw.font = `600 ${size}px ${colors.font}`
  draw.fillStyle = colors.text
  draw.fillText(frame.title, x + 30, y + 17, width - 42)
  const after = x + 30 + draw.measureText(frame.title).width + 10
  draw.font = `400 12px ${colors.font}`
  draw.textAlign = 'right'
  const room = x + width - 14 - after
  const signalsWidth = draw.measureText(frame.signals).width
  const countWidth = draw.measureText(frame.count).width
  draw.fillStyle = colors.muted
  if (signalsWidth <= room) draw.fillText(frame.signals, x + width - 14, y + 17)
  draw.textAlign = 'left'
  if (countWidth + 16 + signalsWidth <= room) draw.fillText(frame.count, after, y + 17)
}

/** A member of an open group: 116 × 24, health, name, and a mark where it is not well. */
export function drawSmall(draw: Draw, node: SceneNode, at: Point, colors: SceneColors, look: Look): void {
  const box = { x: at.x - node.width / 2, y: at.y - node.height / 2, width: node.width, height: node.height }
  const { x, y, width, height } = box
  rings(draw, box, node.health, colors, look)
  const isBad = node.health === 'failing' || node.health === 'degraded'
  const color = healthColor(node.health, colors)
  draw.beginPath()
  draw.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, node.shape === 'tcp' ? 0 : 4)
  draw.fillStyle = colors.panel
  draw.fill()
  draw.strokeStyle = isBad ? color : node.change ? colors[node.change.tone] : colors['line-strong']
  draw.lineWidth = isBad || node.change ? 1.5 : 1
  if (node.shape === 'external' || node.change?.isGhost) draw.setLineDash([4, 3])
  draw.stroke()
  draw.setLineDash([])
  if (look.spark) drawSpark(draw, look.spark, { x: x + 10, y: y + 4, width: width - 14, height: height - 5 }, colors)
  draw.fillStyle = color
  if (node.health === 'unknown') for (let stripe = 0; stripe < 14; stripe += 5) draw.fillRect(x + 5, y + 5 + stripe, 3, 3)
  else draw.fillRect(x + 5, y + 5, 3, height - 10)
  if (look.zoom < 0.35) return
  let right = x + width - 6
  if (look.zoom >= 0.5) right = drawSmallMarks(draw, node, right, y, colors)
  draw.textAlign = 'left'
  draw.textBaseline = 'middle'
  draw.font = `500 12px ${colors.font}`
  draw.fillStyle = node.health === 'idle' ? colors.muted : node.isNewerVersion ? colors.canary : colors.text
  draw.fillText(node.name, x + 13, at.y + 0.5, Math.max(20, right - x - 16))
}

/** Badges come into sight with the second step of the zoom. Answers where the name has to end. */
function drawSmallMarks(draw: Draw, node: SceneNode, from: number, y: number, colors: SceneColors): number {
  let right = from
  if (node.health === 'failing' || node.health === 'degraded') {
    right -= 13
    const isFailing = node.health === 'failing'
    const mark = isFailing ? drawOctagon : drawTriangle
    mark(draw, right, y + 6, 12, isFailing ? colors.bad : colors.warn)
  }
  if (node.health === 'idle') {
    draw.font = `400 11px ${colors.font}`
    draw.textAlign = 'right'
    draw.textBaseline = 'middle'
    draw.fillStyle = colors.muted
    draw.fillText('idle', right, y + 12.5)
    right -= 22
  }
  if (node.hasFault) {
    right -= 13
    drawFlask(draw, right, y + 6, 11, colors.fault)
  }
  if (node.hasCanary) {
    right -= 13
    drawFork(draw, right, y + 6, 11, colors.canary)
  }
  return right - 2
}
