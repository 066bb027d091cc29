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
import { Corners } from './corners'
import { FindProblem } from './find-fields'
import type { GraphHandle } from './graph-canvas'
import { positionsKey } from './groups/group-wish'
import { useSurroundings } from './groups/use-surroundings'
import { pathThrough } from './scene/mesh-walk'
import { toGroupedScene } from './scene/scene-groups'
import { serviceOf } from './service-of'
import { ToolRow } from './tool-row'
import { useEscape } from './use-escape'
import type { useFindLanguage } from './use-find-language'
import { usePositions } from './use-positions'
import type { TopologyParams } from './use-topology-params'
import { layoutKey } from './views/own-layout'

const GraphCanvas = dynamic(() => import('./graph-canvas'), { ssr: false })
const TopologyTable = dynamic(() => import('./topology-table').then((module) => module.TopologyTable), { ssr: false })
const NodePanel = dynamic(() => import('./panel/node-panel').then((module) => module.NodePanel), { ssr: false })
const EdgePanel = dynamic(() => import('./panel/edge-panel').then((module) => module.EdgePanel), { ssr: false })
const CompareBanner = dynamic(() => import('./compare/compare-banner').then((module) => module.CompareBanner), { ssr: false })
const ComparePanel = dynamic(() => import('./compare/compare-panel').then((module) => module.ComparePanel), { ssr: false })
const ComparedPart = dynamic(() => import('./compare/compared-part').then((module) => module.ComparedPart), { ssr: false })
const GonePanel = dynamic(() => import('./compare/gone-panel').then((module) => module.GonePanel), { ssr: false })
const GroupPanel = dynamic(() => import('./groups/group-panel').then((module) => module.GroupPanel), { ssr: false })
const MergedEdgePanel = dynamic(() => import('./groups/merged-edge-panel').then((module) => module.MergedEdgePanel), { ssr: false })
const GroupsTable = dynamic(() => import('./groups/groups-table').then((module) => module.GroupsTable), { ssr: false })
const ProblemsPanel = dynamic(() => import('./problems/problems-panel').then((module) => module.ProblemsPanel), { ssr: false })
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

/** Above this many nodes the rail makes room. */
const manyNodes = 150
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
  const around = useSurroundings(topology, params)
  const node = topology.nodes.find((each) => each.id === selected) ?? around.nodes.find((each) => each.id === selected)
  const edge = topology.edges.find((each) => each.id === selected) ?? around.edges.find((each) => each.id === selected)
  const group = topology.groups?.find((each) => each.id === selected)
  const service = node ? serviceOf(node) : null
  usePageTitle(selected && (node || edge) ? `${selected} · Topology` : 'Topology')
  const isSheetOpen = sheet === 'shift' && service !== null

  const planned = useMemo(
    () => (isSheetOpen && plannedWeights && service && !params.change ? { service, weights: plannedWeights } : null),
    [isSheetOpen, plannedWeights, service, params.change],
  )
  const scene = useMemo(() => {
    const plain = toGroupedScene(topology, { edgeLabel: params.label, overlay: params.overlay, planned })
    return overlaid?.decorate(plain) ?? plain
  }, [topology, params.label, params.overlay, planned, overlaid])
  const { arranged, arrange, isArranging, move } = usePositions(
    layoutKey(positionsKey(params.view, topology.grouping), params.layout),
    scene,
  )
  const { match, find: parsed, hide } = language
  const matches = useMemo(() => toMatches(topology, match, parsed.expression), [topology, match, parsed])
  const emphasis = useMemo(
    () => (isSheetOpen && selected ? { lit: pathThrough(scene, selected), alpha: 0.28 } : null),
    [isSheetOpen, selected, scene],
  )
  const isFree = !node && !edge && !group && !isSheetOpen
  const areProblemsOpen = params.panel === 'problems' && isFree
  const isListOpen =
    compared !== null && compare !== null && isListShown && isFree && !areProblemsOpen && (params.as === 'graph' || isSmall)
  // On a small screen panel and sheet cover all, so there is nothing to make room in.
  const right = isSmall ? 0 : isSheetOpen ? sheetWidth : !isFree || areProblemsOpen || isListOpen ? panelWidth : 0
  const insets = useMemo(() => ({ top: 12, right, bottom: 48, left: 16 }), [right])

  const isGone =
    overlaid !== null &&
    ((node && topology.nodes.includes(node) && !present.nodes.includes(node)) ||
      (edge && topology.edges.includes(edge) && !present.edges.includes(edge)))
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
  const toggle = (id: string) => void params.toggle(id)
  useEscape(close, Boolean(node || edge || group) && !isSheetOpen)
  const [byKeyboard, setByKeyboard] = useState(false)
  const choose = useCallback(
    (id: string | null, how?: 'keyboard') => {
      setByKeyboard(how === 'keyboard')
      void select(id)
    },
    [select],
  )
  return (
    <div
      data-many-nodes={(topology.grouping?.nodes ?? 0) > manyNodes ? '' : undefined}
      className={cx('relative flex h-full flex-col', isOld && 'opacity-70')}
    >
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
          topology={topology}
          found={topology.foundNodes?.total ?? matches.size}
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
          <TopologyTable topology={topology} matches={find ? matches : null} selected={selected} onSelect={choose} compared={compared}>
            <GroupsTable groups={topology.groups ?? []} selected={selected} onSelect={choose} onToggle={toggle} />
          </TopologyTable>
        ) : (
          <>
            {arranged ? (
              <GraphCanvas
                ref={graph}
                scene={scene}
                positions={arranged.positions}
                boxes={arranged.boxes}
                subject={subject}
                overlay={params.overlay}
                selected={selected}
                matches={matches}
                emphasis={emphasis}
                insets={insets}
                onSelect={choose}
                onFocus={(id) => void params.focusOn(id)}
                onMoved={move}
                onToggle={toggle}
                onBusy={setBusy}
              />
            ) : (
              <Skeleton className="absolute inset-4" />
            )}
            <Corners topology={topology} scene={scene} params={params} right={right} graph={graph} />
          </>
        )}
      </div>
      {areProblemsOpen && <ProblemsPanel topology={topology} params={params} onClose={() => void params.set({ panel: null })} />}
      {isListOpen && (
        <ComparePanel view={compared} onClose={() => setListShown(false)} onStop={() => void params.compareWith(null)} onSelect={choose} />
      )}
      {isGone && !isSheetOpen && <GonePanel title={goneTitle} takesFocus={byKeyboard} onClose={close} compared={part} />}
      {node && !isGone && !isSheetOpen && (
        <NodePanel
          key={node.id}
          node={node}
          topology={around}
          takesFocus={byKeyboard}
          onClose={close}
          onSelect={choose}
          onOpenSheet={openSheet}
          onShowChange={(change) => void params.showChange(change)}
          compared={part}
        />
      )}
      {group && (
        <GroupPanel
          key={group.id}
          group={group}
          topology={topology}
          takesFocus={byKeyboard}
          onClose={close}
          onSelect={choose}
          onToggle={toggle}
          onShow={(id, member) => void params.show(id, member)}
        />
      )}
      {edge?.merged !== undefined && (
        <MergedEdgePanel
          key={edge.id}
          edge={edge}
          groups={topology.groups ?? []}
          takesFocus={byKeyboard}
          onClose={close}
          onSelect={choose}
          onToggle={toggle}
        />
      )}
      {edge && edge.merged === undefined && !isGone && !isSheetOpen && (
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

/** Nodes and edges that find fits, and closed groups that hold such; none while the language is on its way. */
function toMatches(topology: TopologyResponse, match: FindLanguage['match'], expression: FindExpression | null): ReadonlySet<string> {
  if (!match || !expression) return nobody
  const { nodes, edges } = match(expression, topology)
  const closed = topology.foundNodes?.first.flatMap(({ group }) => group ?? []) ?? []
  return new Set([...nodes, ...edges, ...closed])
}
