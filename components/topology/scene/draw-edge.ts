import { drawFlask, drawOctagon, drawTriangle } from './draw-marks'
import type { Curve, EdgeShape, Point } from './edge-geometry'
import { healthColor } from './health-color'
import type { SceneColors } from './scene-colors'
import type { Overlay, SceneChange, SceneEdge, Strand } from './scene-model'

type Draw = CanvasRenderingContext2D
/** What is there no more. */
const ghostAlpha = 0.6
export type EdgeLook = { alpha: number; isSelected: boolean; isMatch: boolean; overlay: Overlay }

/** The strands of an edge with their arrows; no label. */
export function drawEdge(draw: Draw, { edge, curves }: EdgeShape, colors: SceneColors, look: EdgeLook): void {
  draw.globalAlpha = look.alpha
  curves.forEach((curve, index) => {
    const strand = edge.strands[index]
    if (strand) drawStrand(draw, edge, strand, curve, colors, look)
  })
  draw.globalAlpha = 1
}

function drawStrand(draw: Draw, edge: SceneEdge, strand: Strand, curve: Curve, colors: SceneColors, look: EdgeLook): void {
  const color = strandColor(edge, strand, colors, look)
  if (edge.change?.isGhost) draw.globalAlpha = look.alpha * ghostAlpha
  const width = edge.strands.length > 1 ? Math.max(1.2, edge.width * strand.share) : edge.width
  const arrow = 4 + width
  const end = shorten(curve, arrow)
  if (look.isSelected || look.isMatch) {
    trace(draw, { ...curve, to: end })
    draw.strokeStyle = look.isSelected ? colors.accent : edge.change ? colors[edge.change.tone] : healthColor(edge.health, colors)
    draw.lineWidth = width + 5
    const alpha = draw.globalAlpha
    draw.globalAlpha = alpha * 0.35
    draw.stroke()
    draw.globalAlpha = alpha
  }
  trace(draw, { ...curve, to: end })
  draw.strokeStyle = color
  draw.lineWidth = width
  if (strand.isPlanned || edge.health === 'unknown' || edge.change?.isGhost) draw.setLineDash([5, 4])
  draw.stroke()
  draw.setLineDash([])
  drawArrow(draw, curve, end, arrow, color, edge.isInferred)
  draw.globalAlpha = look.alpha
}

function strandColor(edge: SceneEdge, strand: Strand, colors: SceneColors, { overlay }: EdgeLook): string {
  if (overlay === 'change') return edge.change ? colors[edge.change.tone] : colors['line-strong']
  if (overlay === 'health') {
    if (edge.isLoud) return healthColor(edge.health, colors)
    if (strand.isNewer) return colors.canary
    return edge.health === 'idle' ? colors['line-strong'] : colors.edge
  }
  if (edge.tone === null) return colors['line-strong']
  const strong = overlay === 'errors' ? colors['bad-mark'] : overlay === 'latency' ? colors.p95 : colors.accent
  return `color-mix(in oklab, ${strong} ${Math.round(edge.tone * 100)}%, ${colors['line-strong']})`
}

function trace(draw: Draw, { from, c1, c2, to }: Curve): void {
  draw.beginPath()
  draw.moveTo(from.x, from.y)
  draw.bezierCurveTo(c1.x, c1.y, c2.x, c2.y, to.x, to.y)
}

/** Where the line ends so that the arrow's tip meets the node. */
function shorten({ c2, to }: Curve, by: number): Point {
  const length = Math.hypot(to.x - c2.x, to.y - c2.y) || 1
  return { x: to.x - ((to.x - c2.x) / length) * by, y: to.y - ((to.y - c2.y) / length) * by }
}

function drawArrow(draw: Draw, { to }: Curve, foot: Point, size: number, color: string, isHollow: boolean): void {
  const half = size * 0.55
  const dx = (to.x - foot.x) / size
  const dy = (to.y - foot.y) / size
  draw.beginPath()
  draw.moveTo(to.x, to.y)
  draw.lineTo(foot.x - dy * half, foot.y + dx * half)
  draw.lineTo(foot.x + dy * half, foot.y - dx * half)
  draw.closePath()
  if (isHollow) {
    draw.strokeStyle = color
    draw.lineWidth = 1.2
    draw.stroke()
  } else {
    draw.fillStyle = color
    draw.fill()
  }
}

export type LabelBox = { x: number; y: number; width: number; height: number }

const isOutlined = ({ edge }: EdgeShape): boolean => !edge.change && (edge.isLoud || edge.fault !== null)
const textOf = ({ edge }: EdgeShape): string => edge.change?.text ?? edge.fault ?? edge.label

/** How large the edge's label is, in model pixels; null where there is nothing to say. */
export function labelOf(draw: Draw, shape: EdgeShape, font: string): { width: number; height: number } | null {
  const text = textOf(shape)
  if (text === '' || shape.curves.length === 0) return null
  draw.font = `${isOutlined(shape) || shape.edge.change ? 600 : 400} 11px ${font}`
  return { width: draw.measureText(text).width + (isOutlined(shape) ? 34 : 12), height: isOutlined(shape) ? 20 : 16 }
}

export function drawLabel(draw: Draw, shape: EdgeShape, box: LabelBox, colors: SceneColors): void {
  if (shape.edge.change) paintChange(draw, shape.edge.change, box, colors)
  else if (isOutlined(shape)) paintLoud(draw, shape.edge, textOf(shape), box, colors)
  else paintQuiet(draw, textOf(shape), box, colors)
}

function paintQuiet(draw: Draw, text: string, box: LabelBox, colors: SceneColors): void {
  draw.beginPath()
  draw.roundRect(box.x, box.y, box.width, box.height, 4)
  draw.fillStyle = colors.region
  draw.fill()
  draw.font = `400 11px ${colors.font}`
  draw.textAlign = 'center'
  draw.textBaseline = 'middle'
  draw.fillStyle = colors.muted
  draw.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + 0.5)
}

function paintChange(draw: Draw, change: SceneChange, box: LabelBox, colors: SceneColors): void {
  draw.beginPath()
  draw.roundRect(box.x, box.y, box.width, box.height, 4)
  draw.fillStyle = colors.panel
  draw.fill()
  draw.strokeStyle = colors[change.tone]
  draw.lineWidth = 1
  if (change.isGhost) draw.setLineDash([3, 2])
  draw.stroke()
  draw.setLineDash([])
  draw.font = `600 11px ${colors.font}`
  draw.textAlign = 'center'
  draw.textBaseline = 'middle'
  draw.fillStyle = colors.text
  draw.fillText(change.text, box.x + box.width / 2, box.y + box.height / 2 + 0.5)
}

function paintLoud(draw: Draw, edge: SceneEdge, text: string, box: LabelBox, colors: SceneColors): void {
  const isFault = edge.fault !== null
  const isBad = edge.health === 'failing'
  const ground = isFault ? colors['fault-tint'] : isBad ? colors['bad-tint'] : colors['warn-tint']
  const line = isFault ? colors.fault : healthColor(edge.health, colors)
  const words = isFault ? colors.fault : isBad ? colors.bad : colors.warn
  draw.beginPath()
  draw.roundRect(box.x, box.y, box.width, box.height, isFault ? 10 : 4)
  draw.fillStyle = ground
  draw.fill()
  draw.strokeStyle = line
  draw.lineWidth = 1
  draw.stroke()
  const mark = isFault ? drawFlask : isBad ? drawOctagon : drawTriangle
  mark(draw, box.x + 8, box.y + 4, 12, words)
  draw.font = `600 11px ${colors.font}`
  draw.textAlign = 'left'
  draw.textBaseline = 'middle'
  draw.fillStyle = words
  draw.fillText(text, box.x + 26, box.y + box.height / 2 + 0.5)
}
