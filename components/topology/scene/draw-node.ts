import { drawGroup, drawSmall } from './draw-group'
import { drawCloud, drawFlask, drawFork } from './draw-marks'
import { drawSpark } from './draw-spark'
import type { Point } from './edge-geometry'
import { healthColor } from './health-color'
import type { SceneColors } from './scene-colors'
import { nodeWidth, type SceneNode, stripHeight } from './scene-model'

export type NodeLook = {
  alpha: number
  isSelected: boolean
  isFocused: boolean
  isMatch: boolean
  zoom: number
  farSize: number
  spark: readonly (number | null)[] | null
}
type Draw = CanvasRenderingContext2D

/** A node at its place, in model coordinates. Far out only name and health remain, further a dot. */
export function drawNode(draw: Draw, node: SceneNode, at: Point, colors: SceneColors, look: NodeLook): void {
  draw.globalAlpha = node.change?.isGhost ? look.alpha * 0.5 : look.alpha
  const x = at.x - node.width / 2
  const y = at.y - node.height / 2
  if (node.tally) drawGroup(draw, node, node.tally, at, colors, look)
  else if (node.isSmall) drawSmall(draw, node, at, colors, look)
  else if (look.zoom < 0.3) drawDot(draw, node, at, colors, look)
  else if (node.shape === 'cloud') drawClients(draw, node, at, colors, look)
  else {
    drawRings(draw, node, x, y, colors, look)
    drawStrip(draw, node, x, y, colors, look)
    drawBody(draw, node, x, y, colors)
    if (look.spark) drawSpark(draw, look.spark, { x: x + 12, y: y + 20, width: node.width - 16, height: node.height - 21 }, colors)
    drawHealth(draw, node, x, y, colors)
    drawTexts(draw, node, x, y, colors, look)
  }
  draw.globalAlpha = 1
}

/** The largest size at which the longest name fits its node, 13 to 28 px in the model. */
export function nameSizeOf(nodes: readonly SceneNode[]): number {
  let longest = 1
  for (const node of nodes) if (!node.tally && !node.isSmall) longest = Math.max(longest, node.name.length)
  return Math.max(13, Math.min(28, (nodeWidth - 26) / (0.6 * longest)))
}

function outline(draw: Draw, node: SceneNode, x: number, y: number, grow: number, top = 0): void {
  const w = node.width + 2 * grow
  const h = node.height + 2 * grow + top
  draw.beginPath()
  if (node.shape === 'gateway') {
    const notch = 11
    draw.moveTo(x - grow + 6, y - grow)
    draw.lineTo(x - grow + w - notch, y - grow)
    draw.lineTo(x - grow + w, y - grow + h / 2)
    draw.lineTo(x - grow + w - notch, y - grow + h)
    draw.lineTo(x - grow + 6, y - grow + h)
    draw.arcTo(x - grow, y - grow + h, x - grow, y - grow + h - 6, 6)
    draw.lineTo(x - grow, y - grow + 6)
    draw.arcTo(x - grow, y - grow, x - grow + 6, y - grow, 6)
    draw.closePath()
    return
  }
  draw.roundRect(x - grow, y - grow - top, w, h, node.shape === 'tcp' ? 0 : 6 + grow / 2)
}

function drawRings(draw: Draw, node: SceneNode, x: number, y: number, colors: SceneColors, look: NodeLook): void {
  const top = node.strip.length > 0 ? stripHeight + 1 : 0
  if (look.isMatch) {
    outline(draw, node, x, y, 5, top)
    draw.strokeStyle = healthColor(node.health, colors)
    draw.lineWidth = 2
    draw.stroke()
  }
  if (!look.isSelected && !look.isFocused) return
  outline(draw, node, x, y, 4, top)
  draw.strokeStyle = colors.accent
  draw.lineWidth = 2
  if (!look.isSelected) draw.setLineDash([4, 3])
  draw.stroke()
  draw.setLineDash([])
}

function drawStrip(draw: Draw, node: SceneNode, x: number, y: number, colors: SceneColors, look: NodeLook): void {
  let left = x
  for (const part of node.strip) {
    const width = part.widthShare * node.width
    draw.beginPath()
    draw.roundRect(left + 0.5, y - stripHeight - 1, width - 1, stripHeight, [3, 3, 0, 0])
    draw.fillStyle = part.isNewer ? colors['canary-tint'] : colors.ver
    draw.fill()
    if (part.isNewer) {
      draw.strokeStyle = colors['canary-quiet']
      draw.lineWidth = 1
      draw.stroke()
    }
    if (look.zoom >= 0.6) {
      draw.font = `${part.isNewer ? 600 : 400} 11px ${colors.font}`
      draw.textAlign = 'center'
      draw.textBaseline = 'middle'
      draw.fillStyle = part.isNewer ? colors.canary : colors.muted
      draw.fillText(part.label, left + width / 2, y - stripHeight / 2 - 0.5, width - 4)
    }
    left += width
  }
}

function drawBody(draw: Draw, node: SceneNode, x: number, y: number, colors: SceneColors): void {
  outline(draw, node, x + 0.5, y + 0.5, 0)
  draw.fillStyle = node.shape === 'external' ? colors.region : colors.panel
  draw.fill()
  draw.strokeStyle = node.change ? colors[node.change.tone] : node.shape === 'external' ? colors.faint : colors['line-strong']
  draw.lineWidth = node.change ? 2 : 1
  if (node.shape === 'external' || node.change?.isGhost) draw.setLineDash([4, 3])
  draw.stroke()
  draw.setLineDash([])
}

function drawHealth(draw: Draw, node: SceneNode, x: number, y: number, colors: SceneColors): void {
  const color = healthColor(node.health, colors)
  draw.fillStyle = color
  const top = y + (node.height - 26) / 2
  if (node.health === 'unknown') {
    for (let stripe = 0; stripe < 26; stripe += 6) draw.fillRect(x + 5, top + stripe, 3, 3)
    return
  }
  draw.beginPath()
  draw.roundRect(x + 5, top, 3, 26, 1.5)
  draw.fill()
}

function drawTexts(draw: Draw, node: SceneNode, x: number, y: number, colors: SceneColors, { zoom, farSize }: NodeLook): void {
  const isFar = zoom < 0.6
  const right = x + node.width - (node.shape === 'gateway' ? 16 : 10)
  draw.textBaseline = 'alphabetic'
  draw.textAlign = 'right'
  draw.font = `400 11px ${colors.font}`
  draw.fillStyle = colors.muted
  const asideWidth = isFar ? 0 : draw.measureText(node.aside).width
  if (!isFar) draw.fillText(node.aside, right, y + 19)
  let nameRight = right - asideWidth - 6
  if (node.hasFault) {
    nameRight -= 14
    drawFlask(draw, nameRight + 2, y + 9, 12, colors.fault)
  }
  if (node.hasCanary) {
    nameRight -= 14
    drawFork(draw, nameRight + 2, y + 9, 12, colors.canary)
  }
  draw.textAlign = 'left'
  const room = Math.max(24, nameRight - x - 16)
  draw.font = `600 ${isFar ? farSize : 13}px ${colors.font}`
  draw.textBaseline = isFar ? 'middle' : 'alphabetic'
  draw.fillStyle = node.isNewerVersion ? colors.canary : colors.text
  draw.fillText(node.name, x + 16, y + (isFar ? node.height / 2 : 19), room)
  if (!isFar) drawNumbers(draw, node, x, y, right, colors)
}

/** Requests, errors and p95 at fixed places; errors move left only where an interval needs the room. */
function drawNumbers(draw: Draw, node: SceneNode, x: number, y: number, right: number, colors: SceneColors): void {
  const base = y + 35
  if (node.health === 'idle' || node.health === 'unknown') {
    draw.font = `400 11px ${colors.font}`
    draw.fillStyle = colors.muted
    draw.fillText(node.health, x + 16, base)
    if (node.health === 'idle' || node.requests === '') return
  }
  draw.font = `400 11px ${colors.font}`
  draw.fillStyle = colors.muted
  const latencyWidth = draw.measureText(node.latency).width
  const room = right - latencyWidth - draw.measureText(node.errors).width - 12 - (x + 16)
  // Where an interval needs the room, the unit that all nodes share goes first.
  const requests = draw.measureText(node.requests).width <= room ? node.requests : (node.requests.split(' ')[0] ?? '')
  if (node.health !== 'unknown') draw.fillText(requests, x + 16, base)
  const afterRequests = x + 16 + draw.measureText(requests).width + 6
  draw.textAlign = 'right'
  draw.fillText(node.latency, right, base)
  draw.textAlign = 'left'
  if (node.isBadErrors) {
    draw.font = `600 11px ${colors.font}`
    draw.fillStyle = node.health === 'failing' ? colors.bad : colors.warn
  }
  const errorsWidth = draw.measureText(node.errors).width
  const latest = right - latencyWidth - 6 - errorsWidth
  draw.fillText(node.errors, Math.max(afterRequests, Math.min(x + 66, latest)), base)
}

function drawClients(draw: Draw, node: SceneNode, at: Point, colors: SceneColors, look: NodeLook): void {
  if (look.isSelected || look.isFocused || look.isMatch) {
    draw.beginPath()
    draw.roundRect(at.x - node.width / 2, at.y - 16, node.width, 32, 8)
    draw.strokeStyle = look.isSelected || look.isFocused ? colors.accent : healthColor(node.health, colors)
    draw.lineWidth = 2
    draw.stroke()
  }
  draw.font = `400 13px ${colors.font}`
  const textWidth = Math.min(76, draw.measureText(node.name).width)
  const left = at.x - (textWidth + 28) / 2
  drawCloud(draw, left, at.y - 8, 20, colors.faint)
  draw.textAlign = 'left'
  draw.textBaseline = 'middle'
  draw.fillStyle = colors.muted
  draw.fillText(node.name, left + 28, at.y + 0.5, 76)
}

function drawDot(draw: Draw, node: SceneNode, at: Point, colors: SceneColors, look: NodeLook): void {
  draw.beginPath()
  draw.arc(at.x, at.y, 14, 0, Math.PI * 2)
  draw.fillStyle = healthColor(node.health, colors)
  draw.fill()
  if (!look.isSelected && !look.isMatch) return
  draw.lineWidth = 4
  draw.strokeStyle = look.isSelected ? colors.accent : healthColor(node.health, colors)
  draw.beginPath()
  draw.arc(at.x, at.y, 20, 0, Math.PI * 2)
  draw.stroke()
}
