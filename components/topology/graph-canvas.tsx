'use client'
import { type KeyboardEvent, type RefObject, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { Positions } from '@/lib/api/views-queries'
import { formatPlural } from '@/lib/mesh/format'
import type { Insets } from './scene/camera'
import type { Box } from './scene/draw-group'
import { createGraphScene, type GraphScene } from './scene/graph-scene'
import { type Arrow, pathThrough, stepFrom } from './scene/mesh-walk'
import type { Overlay, Scene } from './scene/scene-model'
import { useSparks } from './use-sparks'

export type GraphHandle = {
  fit: () => void
  zoomBy: (factor: number) => void
  /** null while the graph itself is not there yet. */
  attachMinimap: (canvas: HTMLCanvasElement) => (() => void) | null
}
export type Emphasis = { lit: ReadonlySet<string>; alpha: number }
type Props = {
  ref?: RefObject<GraphHandle | null>
  scene: Scene
  positions: Positions
  /** Of open groups. */
  boxes: ReadonlyMap<string, Box>
  /** A new one fits the camera: another view, another focus. */
  subject: string
  overlay: Overlay
  selected: string | null
  matches: ReadonlySet<string>
  emphasis: Emphasis | null
  /** What covers the canvas at its sides. */
  insets: Insets
  onSelect: (id: string | null, how?: 'keyboard') => void
  onFocus: (id: string) => void
  onMoved: (positions: Positions) => void
  /** Opens a closed group and closes an open one. */
  onToggle: (id: string) => void
  onBusy: (busy: boolean) => void
}

const nothing: readonly string[] = []
const doubleClickMs = 300
const arrows: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']

/** The drawn graph. The table says the same to whoever cannot see it; the arrow keys walk it. */
export default function GraphCanvas(props: Props) {
  const { scene, positions, boxes, overlay, selected, matches, emphasis, insets, subject } = props
  const box = useRef<HTMLDivElement>(null)
  const graph = useRef<GraphScene | null>(null)
  const latest = useRef(props)
  latest.current = props
  const [hovered, setHovered] = useState<string | null>(null)
  const [cursor, setCursor] = useState<string | null>(null)
  const [spoken, setSpoken] = useState('')
  const [near, setNear] = useState<readonly string[]>(nothing)
  const sparks = useSparks(near)

  useEffect(() => {
    if (!box.current) return
    const created = createGraphScene(box.current, {
      onSelect: (id) => latest.current.onSelect(id),
      onFocus: (id) => {
        const { scene, onToggle, onFocus } = latest.current
        if (isGroup(scene, id)) onToggle(id)
        else onFocus(id)
      },
      onMoved: (moved) => latest.current.onMoved(moved),
      onBusy: (busy) => latest.current.onBusy(busy),
      onHover: setHovered,
      onNear: setNear,
    })
    graph.current = created
    const theme = new MutationObserver(() => created.recolour())
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
    return () => {
      theme.disconnect()
      created.destroy()
      graph.current = null
    }
  }, [])
  useEffect(() => graph.current?.show(scene, positions, boxes), [scene, positions, boxes])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the camera moves only for another subject, never for new data
  useEffect(() => graph.current?.fit(latest.current.insets), [subject])
  const lit = useMemo(() => {
    if (emphasis) return emphasis.lit
    return hovered ? pathThrough(scene, hovered) : null
  }, [emphasis, hovered, scene])
  useEffect(() => {
    graph.current?.look({ overlay, selected, cursor, matches, lit, sparks, dimmedAlpha: emphasis?.alpha ?? 0.25 })
  }, [overlay, selected, cursor, matches, lit, sparks, emphasis])
  useEffect(() => {
    // Not before a second click had its chance to hit the same node: it focuses.
    const timer = setTimeout(() => graph.current?.adapt(insets, selected), doubleClickMs)
    return () => clearTimeout(timer)
  }, [selected, insets])
  useImperativeHandle(props.ref, () => ({
    fit: () => graph.current?.fit(latest.current.insets, true),
    zoomBy: (factor) => graph.current?.zoomBy(factor),
    attachMinimap: (canvas) => graph.current?.attachMinimap(canvas) ?? null,
  }))

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && cursor) props.onSelect(cursor, 'keyboard')
    else if (event.key === 'Escape') props.onSelect(null)
    else if (event.key === '+' || event.key === '-') {
      const group = cursor && groupToToggle(scene, cursor, event.key)
      if (!group) return
      props.onToggle(group)
      setCursor(group)
      setSpoken(`${group.slice(group.indexOf('=') + 1)}, ${event.key === '+' ? 'opened' : 'closed'}`)
    } else if (isArrow(event.key)) {
      const from = cursor ?? selected
      const next = from ? stepFrom(scene, new Map(Object.entries(positions)), from, event.key) : (scene.nodes[0]?.id ?? null)
      setSpoken(next ? spell(scene, next) : 'No node that way')
      if (next) {
        setCursor(next)
        graph.current?.reveal(next, insets)
      }
    } else return
    event.preventDefault()
  }
  return (
    <>
      <div
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keyboard, its keys are described
        tabIndex={0}
        aria-label={`Topology graph, ${formatPlural(scene.nodes.length, 'node')} and ${formatPlural(scene.edges.length, 'edge')}`}
        aria-describedby="graph-keys"
        data-graph-ready=""
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
        className="absolute inset-0 outline-none focus-visible:ring-2 focus-visible:ring-accent focus-visible:ring-inset"
      >
        {/* The library makes its own box relative, so it may not be the one that fills the stage. */}
        <div ref={box} className="h-full w-full" />
      </div>
      <p id="graph-keys" className="sr-only">
        Arrow keys walk along edges, Enter opens the panel, Escape closes it; plus opens a group, minus closes it. The table shows the same.
      </p>
      <p aria-live="polite" className="sr-only">
        {spoken}
      </p>
    </>
  )
}

const isGroup = (scene: Scene, id: string): boolean =>
  scene.frames.some((frame) => frame.id === id) || scene.nodes.some((node) => node.id === id && node.tally !== undefined)

/** What plus opens and minus closes where the keyboard stands; null: nothing. */
function groupToToggle(scene: Scene, id: string, key: '+' | '-'): string | null {
  if (key === '+') return scene.nodes.some((node) => node.id === id && node.tally) ? id : null
  return scene.frames.find((frame) => frame.id === id || frame.ids.includes(id))?.id ?? null
}

const isArrow = (key: string): key is Arrow => arrows.includes(key)

function spell(scene: Scene, id: string): string {
  const group = scene.nodes.find((each) => each.id === id && each.tally)
  if (group) {
    const trouble = group.tally?.trouble ? `, ${group.tally.trouble.text} ${group.tally.trouble.health}` : ''
    return `group ${group.name}, closed, ${group.aside} members${trouble}, ${group.requests || 'no requests'}`
  }
  const node = scene.nodes.find((each) => each.id === id)
  if (!node) return id
  const callees = scene.edges.filter((edge) => edge.source === id).length
  return `${node.id}, ${node.health}, ${node.requests || 'no requests'}, ${node.errors ? `errors ${node.errors}, ` : ''}calls ${callees}`
}
