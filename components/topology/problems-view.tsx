'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, FlaskConical, Network, OctagonX } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Fragment, type ReactNode } from 'react'
import { asRoute } from '@/components/frame/as-route'
import { faultEffect, faultScope, faultTarget } from '@/components/frame/fault-words'
import { useStopFault } from '@/components/frame/use-fault-stops'
import { Button } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { StatusMark } from '@/components/ui/status-mark'
import { useNow } from '@/components/ui/use-now'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { toPath } from '@/lib/api/client'
import type { FaultWire } from '@/lib/api/faults'
import { faultsQuery } from '@/lib/api/faults-queries'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import type { TopologyEdgeWire, TopologyNodeWire, TopologyResponse } from '@/lib/api/topology'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatNumber, formatPlural, formatRate, formatRatio } from '@/lib/mesh/format'
import { formatAge, formatCountdown } from '@/lib/mesh/format-time'
import { CanaryCard } from './canary-card'
import { serviceOf } from './service-of'
import { TopologyTable } from './topology-table'
import type { TopologyParams } from './use-topology-params'

/** Small screens: what needs a hand, each as a card, Stop 44 px high; the mesh as a table below. */
export function ProblemsView({ topology, params }: { topology: TopologyResponse; params: TopologyParams }) {
  const router = useRouter()
  const faults = useQuery(faultsQuery({ active: 'true' })).data?.faults ?? []
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries ?? []
  const proxies = useQuery(proxiesQuery()).data?.proxies ?? []
  const edges = topology.edges.filter(isTroubled)
  const told = new Set(edges.map((edge) => edge.target))
  const nodes = topology.nodes.filter((node) => isTroubled(node) && !told.has(node.id))
  const silent = proxies.filter((proxy) => !proxy.answering)
  // An edge is opened at the service it leads to.
  const open = (id: string) => {
    const node = topology.nodes.find((each) => each.id === (topology.edges.find((edge) => edge.id === id)?.target ?? id))
    if (node && node.kind !== 'unknown') router.push(asRoute(`/services/${toPath(serviceOf(node))}`))
  }
  const count = faults.length + canaries.length + edges.length + nodes.length + silent.length
  return (
    <div className="px-4 py-4">
      <header className="mb-3 flex items-baseline justify-between">
        <h1 className="text-20 font-semibold">{count === 0 ? 'Nothing to look at' : `${count} to look at`}</h1>
        <span className="text-12 text-muted">
          {proxies.length - silent.length} of {proxies.length} answering
        </span>
      </header>
      <ul className="flex flex-col gap-2.5">
        {faults.map((fault) => (
          <FaultCard key={fault.id} fault={fault} />
        ))}
        {canaries.map((canary) => (
          <CanaryCard key={canary.id} canary={canary} />
        ))}
        {[...edges].sort(worstFirst).map((edge) => (
          <EdgeCard key={edge.id} edge={edge} />
        ))}
        {[...nodes].sort(worstFirst).map((node) => (
          <Card
            key={node.id}
            tone={node.health}
            title={<StatusMark status={node.health} text={displayName(node.id, 30)} />}
            end={formatRatio(node.inbound.errorRatio)}
            href={`/services/${toPath(node.id.split('@')[0] ?? node.id)}`}
          >
            {showMarks(node.healthReasons[0] ?? node.health)}
          </Card>
        ))}
        {silent.map((proxy) => (
          <Card
            key={proxy.id}
            tone="degraded"
            title={<StatusMark status="degraded" text={`${displayName(proxy.id, 24)} is silent`} />}
            href={`/proxies/${toPath(proxy.id)}`}
          >
            {showMarks(proxy.problems[0]?.message ?? `no answer in ${formatPlural(proxy.missedRounds, 'round')}`)}
          </Card>
        ))}
        {count === 0 && (
          <li className="flex items-center gap-2 text-13 text-muted">
            <CircleCheck size={16} aria-hidden className="text-ok" /> No fault is live, no canary runs, nothing is degraded or failing.
          </li>
        )}
      </ul>
      <div className="mt-6 mb-2 flex items-center justify-between gap-2">
        <h2 className="text-15 font-semibold">The mesh</h2>
        <Button
          size="touch"
          icon={<Network size={16} aria-hidden />}
          onClick={() => void params.set({ phone: 'graph' }, { history: 'push' })}
        >
          Show as graph
        </Button>
      </div>
      <div className="-mx-4">
        <TopologyTable topology={topology} matches={null} selected={params.selected} onSelect={open} />
      </div>
    </div>
  )
}

const isTroubled = ({ health }: { health: TopologyNodeWire['health'] }): boolean => health === 'degraded' || health === 'failing'
const worstFirst = (a: { health: string }, b: { health: string }): number => Number(b.health === 'failing') - Number(a.health === 'failing')

const tones: Partial<Record<TopologyNodeWire['health'] | 'fault', string>> = {
  fault: 'border-fault/50',
  degraded: 'border-warn-mark/50',
  failing: 'border-bad-mark/60',
}
type CardProps = { tone: keyof typeof tones; title: ReactNode; end?: ReactNode; href?: string; children: ReactNode }

function Card({ tone, title, end, href, children }: CardProps) {
  const head = (
    <div className="flex items-baseline justify-between gap-2 text-13 font-semibold">
      <span className="min-w-0 truncate">{title}</span>
      <span>{end}</span>
    </div>
  )
  return (
    <li className={cx('rounded-md border bg-panel p-3', tones[tone])}>
      {href ? (
        <Link prefetch={false} href={asRoute(href)}>
          {head}
        </Link>
      ) : (
        head
      )}
      <div className="text-12 text-muted">{children}</div>
    </li>
  )
}

function FaultCard({ fault }: { fault: FaultWire }) {
  const stop = useStopFault()
  const now = useNow()
  const rates: [string, number][] = [
    ['aborted', fault.injected.abortsPerSecond],
    ['delayed', fault.injected.delaysPerSecond],
  ]
  const left = fault.state === 'removing' ? 'removing' : now === null ? '' : `${formatCountdown(Date.parse(fault.endsAt), now)} left`
  const span = Date.parse(fault.endsAt) - Date.parse(fault.at)
  const done = now === null ? 0 : Math.min(1, Math.max(0, (now - Date.parse(fault.at)) / span))
  return (
    <Card
      tone="fault"
      title={
        <span className="inline-flex items-center gap-1.5">
          <FlaskConical size={14} aria-hidden className="text-fault" /> Fault on {faultTarget(fault)}
        </span>
      }
      end={left}
    >
      {faultEffect(fault)} {faultScope(fault)}, {displayName(fault.actor)}, for {formatAge(span)}
      <span aria-hidden className="my-2 block h-0.5 bg-hover">
        <span className="block h-full bg-fault" style={{ width: `${done * 100}%` }} />
      </span>
      <p className="mb-2">
        {rates.map(([name, rate]) => (
          <Fragment key={name}>
            {name} <strong className="text-fault">{formatNumber(rate)}</strong> rps{' '}
          </Fragment>
        ))}
      </p>
      {fault.state !== 'removing' && (
        <Button
          variant="stop"
          size="touch"
          className="w-full"
          icon={<OctagonX size={16} aria-hidden />}
          busy={stop.isPending}
          onClick={() => stop.mutate({ id: fault.id })}
        >
          Stop fault
        </Button>
      )}
    </Card>
  )
}

function EdgeCard({ edge }: { edge: TopologyEdgeWire }) {
  return (
    <Card
      tone={edge.health}
      title={<StatusMark status={edge.health} text={`${displayName(edge.source, 20)} → ${displayName(edge.target, 20)}`} />}
      end={<span className={edge.health === 'failing' ? 'text-bad' : 'text-warn'}>{formatRatio(edge.errorRatio)}</span>}
      href={`/services/${toPath(edge.target.split('@')[0] ?? edge.target)}`}
    >
      {showMarks(edge.healthReasons[0] ?? edge.health)}; {formatRate(edge.requestsPerSecond)}, p95{' '}
      {formatLatency(edge.latencyMs?.p95, edge.latencyBoundsMs?.p95)}
    </Card>
  )
}
