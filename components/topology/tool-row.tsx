'use client'
import { ArrowLeft, ChevronDown, Layers, Network, Sparkles, Table as TableIcon, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { IconButton } from '@/components/ui/icon-button'
import { Menu } from '@/components/ui/menu'
import { Segmented } from '@/components/ui/segmented'
import type { TopologyResponse } from '@/lib/api/topology'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { FindFields } from './find-fields'
import { GroupChoice } from './groups/group-choice'
import { isGrouped } from './groups/group-wish'
import { edgeLabels, overlays, type TopologyParams } from './use-topology-params'

const SavedViews = dynamic(() => import('./views/saved-views').then((module) => module.SavedViews), { ssr: false })

const viewOptions = [
  { value: 'service', label: 'Service' },
  { value: 'version', label: 'Version' },
  { value: 'instance', label: 'Instance' },
] as const
const labelWords = { requests: 'Requests', errors: 'Errors', latency: 'Latency p95', throughput: 'Throughput' }
const overlayWords = { health: 'Health', rate: 'Request rate', errors: 'Error ratio', latency: 'Latency p95', change: 'Change since' }
const formOptions = [
  { value: 'graph', label: <Network size={14} aria-label="Graph" />, hint: 'Graph' },
  { value: 'table', label: <TableIcon size={14} aria-label="Table" />, hint: 'Table' },
] as const

type Props = {
  params: TopologyParams
  topology: TopologyResponse
  found: number
  hidden: TopologyResponse['hidden']
  problems: { find: boolean; hide: boolean }
  onArrange: () => void
  isArranging: boolean /** A sheet takes half of the page. */
  isNarrow: boolean
}

/** 44 px above the graph: what to find, what to see, on what edges are coloured and labelled. */
export function ToolRow({ params, topology, found, hidden, problems, onArrange, isArranging, isNarrow }: Props) {
  return (
    <div className="flex min-h-11 items-center gap-2 overflow-x-auto px-4 py-1.5 max-sm:[&>*]:shrink-0">
      <IconButton
        label="Back to what needs a hand"
        className="sm:hidden"
        icon={<ArrowLeft size={16} aria-hidden />}
        onClick={() => params.set({ phone: null, selected: null, sheet: null }, { history: 'push' })}
      />
      <FindFields params={params} found={found} hidden={hidden} problems={problems} />
      {params.focus && <FocusCrumb params={params} focus={params.focus} />}
      {isGrouped(topology.grouping) && (
        <span className="whitespace-nowrap text-12 text-muted max-xl:hidden">
          {topology.grouping.nodes} nodes in {formatPlural(topology.groups?.length ?? 0, 'group')}
        </span>
      )}
      <span className="flex-1" />
      {!isNarrow && <GroupChoice params={params} topology={topology} />}
      {!isNarrow && (
        <Segmented
          label="View"
          value={params.view}
          options={viewOptions}
          onChange={(view) => params.set({ view, selected: null, sheet: null })}
        />
      )}
      {!isNarrow && <SavedViews />}
      <Choice
        label="What edges say"
        value={params.label}
        options={edgeLabels.map((value) => ({ value, label: labelWords[value] }))}
        onChange={(label) => params.set({ label })}
      />
      <Menu
        align="end"
        trigger={
          <Button icon={<Layers size={14} aria-hidden />}>
            {params.overlay === 'health' ? 'Overlays' : overlayWords[params.overlay]}
            <ChevronDown size={14} aria-hidden className="text-faint" />
          </Button>
        }
        items={[
          { kind: 'title', label: 'Colour edges by' },
          ...overlays.map((overlay) => ({
            kind: 'check' as const,
            label: overlayWords[overlay],
            checked: params.overlay === overlay,
            onChange: () =>
              void params.set({
                overlay,
                ...(overlay === 'change' && !params.compare ? { compare: 'ago:1h' } : {}),
                ...(overlay === 'health' || overlay === 'change' ? {} : { label: overlay === 'rate' ? ('requests' as const) : overlay }),
              }),
          })),
          { kind: 'line' },
          { label: isArranging ? 'Arranging' : 'Arrange the graph anew', icon: <Sparkles size={14} aria-hidden />, onSelect: onArrange },
        ]}
      />
      {!isNarrow && <Segmented label="Graph or table" value={params.as} options={formOptions} onChange={(as) => params.set({ as })} />}
    </div>
  )
}

function FocusCrumb({ params, focus }: { params: TopologyParams; focus: string }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-12">
      <button type="button" onClick={() => params.focusOn(null)} className="text-accent hover:underline">
        Whole mesh
      </button>
      <span className="text-faint">/</span>
      <strong className="max-w-40 truncate" title={focus}>
        {displayName(focus, 32)}
      </strong>
      <Segmented
        label="Depth of the focus"
        value={String(params.depth)}
        options={['1', '2', '3'].map((value) => ({ value, label: value, hint: `${value} ${value === '1' ? 'step' : 'steps'} around it` }))}
        onChange={(depth) => params.set({ depth: Number(depth) })}
      />
      <IconButton label="Leave the focus" icon={<X size={14} aria-hidden />} onClick={() => params.focusOn(null)} />
    </span>
  )
}
