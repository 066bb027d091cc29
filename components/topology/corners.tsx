'use client'
import dynamic from 'next/dynamic'
import type { TopologyResponse } from '@/lib/api/topology'
import type { GraphHandle } from './graph-canvas'
import { FoundList } from './groups/found-list'
import { WeakerChip } from './groups/weaker-chip'
import { Legend } from './legend'
import type { Scene } from './scene/scene-model'
import type { TopologyParams } from './use-topology-params'
import { ZoomButtons } from './zoom-buttons'

const MinimapBox = dynamic(() => import('./groups/minimap-box').then((module) => module.MinimapBox), { ssr: false })

/** From so many nodes on a part of them is out of sight where names can be read. */
const minimapFrom = 60

type Props = { topology: TopologyResponse; scene: Scene; params: TopologyParams; right: number; graph: React.RefObject<GraphHandle | null> }

/** Matches and legend at the left, what is missing, minimap and zoom at the right, above the graph's lower edge. */
export function Corners({ topology, scene, params, right, graph }: Props) {
  const found = params.find.trim() === '' ? undefined : topology.foundNodes
  return (
    <div
      style={{ right: right + 16 }}
      className="pointer-events-none absolute bottom-4 left-4 flex items-end justify-between gap-4 [&>*]:pointer-events-auto"
    >
      <div className="flex min-w-0 flex-col items-start gap-2">
        {found && found.total > 0 && (
          <FoundList found={found} selected={params.selected} onShow={(group, id) => void params.show(group, id)} />
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Legend topology={topology} overlay={params.overlay} />
          <WeakerChip
            drawn={topology.edges.length}
            weaker={topology.weaker?.edges ?? 0}
            isAll={params.edges === 'all'}
            onShow={(all) => void params.set({ edges: all ? 'all' : null })}
          />
        </div>
      </div>
      {scene.edges.length === 0 && scene.nodes.length > 0 && (
        <p className="rounded-md border border-line bg-panel px-3 py-1 text-12 text-muted">
          No traffic was seen in this range; the nodes are what is declared.
        </p>
      )}
      <div className="flex shrink-0 items-end gap-2">
        {scene.nodes.length > minimapFrom && <MinimapBox graph={graph} />}
        <ZoomButtons onZoom={(factor) => graph.current?.zoomBy(factor)} onFit={() => graph.current?.fit()} />
      </div>
    </div>
  )
}
