'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useRef, useState } from 'react'
import { usePageTitle } from '@/components/page/use-page-title'
import type { Weights } from '@/components/policies/weights-of'
import { cx } from '@/components/ui/cx'
import { Skeleton } from '@/components/ui/skeleton'
import type { TopologyResponse } from '@/lib/api/topology'
import type { FindExpression } from '@/lib/topology/find/find-expression'
import type { ComparisonView } from './compare/comparison-view'
import { FindProblem } from './find-fields'
import type { GraphHandle } from './graph-canvas'
import { Legend } from './legend'
import { pathThrough } from './scene/mesh-walk'
import { type Scene, toScene } from './scene/scene-model'
import { serviceOf } from './service-of'
import { ToolRow } from './tool-row'
import { useEscape } from './use-escape'
import type { useFindLanguage } from './use-find-language'
import { usePositions } from './use-positions'
import type { TopologyParams } from './use-topology-params'
import { ZoomButtons } from './zoom-buttons'

const GraphCanvas = dynamic(() => import('./graph-canvas'), { ssr: false })
const TopologyTable = dynamic(() => import('./topology-table').then((module) => module.TopologyTable), { ssr: false })
const NodePanel = dynamic(() => import('./panel/node-panel').then((module) => module.NodePanel), { ssr: false })
const EdgePanel = dynamic(() => import('./panel/edge-panel').then((module) => module.EdgePanel), { ssr: false })
const CompareBanner = dynamic(() => import('./compare/compare-banner').then((module) => module.CompareBanner), { ssr: false })
const ComparePanel = dynamic(() => import('./compare/compare-panel').then((module) => module.ComparePanel), { ssr: false })
const ComparedPart = dynamic(() => import('./compare/compared-part').then((module) => module.ComparedPart), { ssr: false })
const GonePanel = dynamic(() => import('./compare/gone-panel').then((module) => module.GonePanel), { ssr: false })
const ShiftSheet = dynamic(() => import('@/components/policies/shift-sheet').then((module) => module.ShiftSheet), { ssr: false })

type FindLanguage = ReturnType<typeof useFindLanguage>
type Props = {
  topology: TopologyResponse
  subject: string
  params: TopologyParams
  setBusy: (busy: boolean) => void
  isOld: boolean
  isSmall: boolean
  language: FindLanguage
}

const panelWidth = 400
const sheetWidth = 720

/** Tool row, graph or table, panel and shift sheet. */
export function TopologyStage({ topology: present, subject, params, setBusy, isOld, isSmall, language }: Props) {
  const graph = useRef<GraphHandle>(null)
  const [initial, setInitial] = useState<Weights | null>(null)
  const [plannedWeights, setPlannedWeights] = useState<Weights | null>(null)
  const { selected, select, find, sheet, compare } = params
  const [compared, setCompared] = useState<ComparisonView | null>(null)
  const [isListShown, setListShown] = useState(true)
  // What is gone is drawn only where the edges say what changed.
  const overlaid = compare !== null && params.overlay === 'change' ? compared : null
  const topology = useMemo(() => overlaid?.withGone(present) ?? present, [overlaid, present])
  const node = topology.nodes.find((each) => each.id === selected)
  const edge = topology.edges.find((each) => each.id === selected)
  const service = node ? serviceOf(node) : null
  usePageTitle(selected && (node || edge) ? `${selected} · Topology` : 'Topology')
  const isSheetOpen = sheet === 'shift' && service !== null

  const planned = useMemo(
    () => (isSheetOpen && plannedWeights && service && !params.change ? { service, weights: plannedWeights } : null),
    [isSheetOpen, plannedWeights, service, params.change],
  )
  const scene = useMemo(() => {
    const plain = toScene(topology, { edgeLabel: params.label, overlay: params.overlay, planned })
    return overlaid?.decorate(plain) ?? plain
  }, [topology, params.label, params.overlay, planned, overlaid])
  const { positions, arrange, isArranging, move } = usePositions(params.view, scene)
  const { match, find: parsed, hide } = language
  const matches = useMemo(() => toMatches(topology, match, parsed.expression), [topology, match, parsed])
  const emphasis = useMemo(
    () => (isSheetOpen && selected ? { lit: pathThrough(scene, selected), alpha: 0.28 } : null),
    [isSheetOpen, selected, scene],
  )
  // On a small screen panel and sheet cover all, so there is nothing to make room in.
  const isListOpen = compared !== null && compare !== null && isListShown && !node && !edge && !isSheetOpen
  const right = isSmall ? 0 : isSheetOpen ? sheetWidth : node || edge || isListOpen ? panelWidth : 0
  const insets = useMemo(() => ({ top: 12, right, bottom: 48, left: 16 }), [right])

  const isGone = (node && !present.nodes.includes(node)) || (edge && !present.edges.includes(edge))
  const goneTitle = edge ? `${edge.source} → ${edge.target}` : (node?.id ?? '')
  const part = compared && selected && (
    <ComparedPart compared={compared.edges.get(selected) ?? compared.nodes.get(selected)} words={compared.words} />
  )

  const openSheet = useCallback(
    (weights: Weights | null) => {
      setInitial(weights)
      void params.openShift()
    },
    [params.openShift],
  )
  const close = useCallback(() => void select(null), [select])
  useEscape(close, Boolean(node || edge) && !isSheetOpen)
  const [byKeyboard, setByKeyboard] = useState(false)
  const choose = useCallback(
    (id: string | null, how?: 'keyboard') => {
      setByKeyboard(how === 'keyboard')
      void select(id)
    },
    [select],
  )
  return (
    <div className={cx('relative flex h-full flex-col', isOld && 'opacity-70')}>
      <h1 className="sr-only">Topology</h1>
      <div style={{ paddingRight: right }}>
        {compare !== null && (
          <CompareBanner
            params={params}
            compare={compare}
            onCompared={setCompared}
            onShowList={isListShown ? null : () => setListShown(true)}
          />
        )}
        <ToolRow
          params={params}
          found={matches.size}
          hidden={topology.hidden}
          problems={{ find: parsed.problem !== null, hide: hide.problem !== null }}
          onArrange={() => void arrange()}
          isArranging={isArranging}
          isNarrow={isSheetOpen && !isSmall}
        />
        <FindProblem id="find-problem" field="Find" problem={parsed.problem} />
        <FindProblem id="hide-problem" field="Hide" problem={hide.problem} />
      </div>
      <div className="relative min-h-0 flex-1 border-line border-t">
        {params.as === 'table' ? (
          <TopologyTable topology={topology} matches={find ? matches : null} selected={selected} onSelect={choose} compared={compared} />
        ) : (
          <>
            {positions ? (
              <GraphCanvas
                ref={graph}
                scene={scene}
                positions={positions}
                subject={subject}
                overlay={params.overlay}
                selected={selected}
                matches={matches}
                emphasis={emphasis}
                insets={insets}
                onSelect={choose}
                onFocus={(id) => void params.focusOn(id)}
                onMoved={move}
                onBusy={setBusy}
              />
            ) : (
              <Skeleton className="absolute inset-4" />
            )}
            <Corners topology={topology} scene={scene} params={params} right={right} graph={graph} />
          </>
        )}
      </div>
      {isListOpen && compared && (
        <ComparePanel
          view={compared}
          words={compared.words}
          onClose={() => setListShown(false)}
          onStop={() => void params.compareWith(null)}
          onSelect={choose}
        />
      )}
      {compared && isGone && selected && !isSheetOpen && (
        <GonePanel id={selected} title={goneTitle} view={compared} takesFocus={byKeyboard} onClose={close} />
      )}
      {node && !isGone && !isSheetOpen && (
        <NodePanel
          key={node.id}
          node={node}
          topology={topology}
          takesFocus={byKeyboard}
          onClose={close}
          onSelect={choose}
          onOpenSheet={openSheet}
          onShowChange={(change) => void params.showChange(change)}
          compared={part}
        />
      )}
      {edge && !isGone && !isSheetOpen && (
        <EdgePanel key={edge.id} edge={edge} takesFocus={byKeyboard} onClose={close} onSelect={choose} compared={part} />
      )}
      {service && isSheetOpen && (
        <ShiftSheet
          service={service}
          open={isSheetOpen}
          onClose={() => void params.closeSheet()}
          initial={initial}
          changeId={params.change}
          onApplied={(change) => void params.showChange(change.id)}
          onPlanned={setPlannedWeights}
        />
      )}
    </div>
  )
}

const nobody: ReadonlySet<string> = new Set()

/** Nodes and edges that find fits; none while the language is on its way. */
function toMatches(topology: TopologyResponse, match: FindLanguage['match'], expression: FindExpression | null): ReadonlySet<string> {
  if (!match || !expression) return nobody
  const { nodes, edges } = match(expression, topology)
  return new Set([...nodes, ...edges])
}

type CornersProps = {
  topology: TopologyResponse
  scene: Scene
  params: TopologyParams
  right: number
  graph: React.RefObject<GraphHandle | null>
}

/** Legend at the left, what is missing and zoom at the right, above the graph's lower edge. */
function Corners({ topology, scene, params, right, graph }: CornersProps) {
  return (
    <div
      style={{ right: right + 16 }}
      className="pointer-events-none absolute bottom-4 left-4 flex items-end justify-between gap-4 [&>*]:pointer-events-auto"
    >
      <Legend topology={topology} overlay={params.overlay} />
      {scene.edges.length === 0 && scene.nodes.length > 0 && (
        <p className="rounded-md border border-line bg-panel px-3 py-1 text-12 text-muted">
          No traffic was seen in this range; the nodes are what is declared.
        </p>
      )}
      <ZoomButtons onZoom={(factor) => graph.current?.zoomBy(factor)} onFit={() => graph.current?.fit()} />
    </div>
  )
}
