'use client'
import { Split } from 'lucide-react'
import { type Status, StatusMark } from '@/components/ui/status-mark'
import type { TopologyResponse } from '@/lib/api/topology'
import type { Overlay } from './scene/scene-model'
import { serviceOf } from './service-of'

const order: readonly Status[] = ['failing', 'degraded', 'healthy', 'idle', 'unknown']

/** What the colours say, with counts; the worst first where there is any. */
export function Legend({ topology, overlay }: { topology: TopologyResponse; overlay: Overlay }) {
  const nodes = topology.nodes.filter((node) => node.kind !== 'unknown')
  // Members of closed groups count as if they were drawn.
  const closed = (topology.groups ?? []).filter((group) => !group.isOpen)
  const counts = order.map((status) => ({
    status,
    count: nodes.filter((node) => node.health === status).length + closed.reduce((sum, group) => sum + group.members[status], 0),
  }))
  const hasNewer = hasTwoVersions(topology)
  const hasInferred = topology.edges.some((edge) => edge.origin === 'inferred')
  const hasFault = topology.nodes.some((node) => node.badges.some((badge) => badge.kind === 'fault'))
  const hasCanary = topology.nodes.some((node) => node.badges.some((badge) => badge.kind === 'canary'))
  return (
    <ul
      aria-label="Legend"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line bg-panel px-2.5 py-1 text-12 text-muted"
    >
      {counts
        .filter(({ count }) => count > 0)
        .map(({ status, count }) => (
          <li key={status}>
            <StatusMark status={status} text={`${count} ${status}`} className="[&>span]:text-muted" />
          </li>
        ))}
      {hasNewer && <Line color="var(--canary)" words="newer version" />}
      {hasInferred && <Line color="var(--edge)" words="hollow arrow: inferred" />}
      {hasFault && <Line color="var(--fault)" words="injected fault" />}
      {hasCanary && (
        <li className="inline-flex items-center gap-1.5">
          <Split size={14} aria-hidden className="text-canary" />
          running canary
        </li>
      )}
      {overlay === 'change' ? <ChangeKeys /> : overlay !== 'health' && <Scale overlay={overlay} />}
    </ul>
  )
}

/** Whether some service has more than one version, in whichever view. */
function hasTwoVersions({ nodes }: TopologyResponse): boolean {
  if (nodes.some((node) => (node.versions?.length ?? 0) > 1)) return true
  const versions = new Map<string, string>()
  return nodes.some((node) => {
    if (node.version === undefined) return false
    const known = versions.get(serviceOf(node))
    versions.set(serviceOf(node), node.version)
    return known !== undefined && known !== node.version
  })
}

function Line({ color, words }: { color: string; words: string }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <span aria-hidden className="h-0.5 w-4" style={{ background: color }} />
      {words}
    </li>
  )
}

const scales = {
  rate: { color: 'var(--accent)', from: 'no requests', to: 'most requests' },
  errors: { color: 'var(--bad-mark)', from: '0 errors', to: '5 % and more' },
  latency: { color: 'var(--p95)', from: 'quick', to: 'slowest p95' },
}

function ChangeKeys() {
  return (
    <>
      <Line color="var(--bad-mark)" words="fails more" />
      <Line color="var(--warn-mark)" words="slower" />
      <Line color="var(--ok-quiet)" words="better" />
      <Line color="var(--accent)" words="new" />
      <Line color="var(--muted)" words="other rate; dashed: gone" />
    </>
  )
}

function Scale({ overlay }: { overlay: Exclude<Overlay, 'health' | 'change'> }) {
  const scale = scales[overlay]
  return (
    <li className="inline-flex items-center gap-1.5">
      {scale.from}
      <span
        aria-hidden
        className="h-1.5 w-16 rounded-sm"
        style={{ background: `linear-gradient(to right, var(--line-strong), ${scale.color})` }}
      />
      {scale.to}
    </li>
  )
}
