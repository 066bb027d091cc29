'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical, GitCompareArrows, Network, OctagonX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Fragment } from 'react'
import { asRoute } from '@/components/frame/as-route'
import { faultEffect, faultScope, faultTarget } from '@/components/frame/fault-words'
import { useStopFault } from '@/components/frame/use-fault-stops'
import { Button } from '@/components/ui/button'
import { useNow } from '@/components/ui/use-now'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { toPath } from '@/lib/api/client'
import type { FaultWire } from '@/lib/api/faults'
import { faultsQuery } from '@/lib/api/faults-queries'
import { problemsQuery } from '@/lib/api/problems-queries'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import type { TopologyResponse } from '@/lib/api/topology'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber } from '@/lib/mesh/format'
import { formatAge, formatCountdown } from '@/lib/mesh/format-time'
import { CanaryCard } from './canary-card'
import { NothingWrong } from './problems/problems-panel'
import { TroubleCard } from './problems/trouble-card'
import { serviceOf } from './service-of'
import { TopologyTable } from './topology-table'
import type { TopologyParams } from './use-topology-params'

/** Small screens: what needs a hand, each as a card, Stop 44 px high: live faults and canaries, then what is wrong; the mesh as a table below. */
export function ProblemsView({ topology, params }: { topology: TopologyResponse; params: TopologyParams }) {
  const router = useRouter()
  const faults = useQuery(faultsQuery({ active: 'true' })).data?.faults ?? []
  const canaries = useQuery(canariesQuery({ active: 'true' })).data?.canaries ?? []
  const proxies = useQuery(proxiesQuery()).data?.proxies ?? []
  const problems = useQuery(problemsQuery()).data?.problems
  const silent = proxies.filter((proxy) => !proxy.answering)
  // An edge is opened at the service it leads to.
  const open = (id: string) => {
    const node = topology.nodes.find((each) => each.id === (topology.edges.find((edge) => edge.id === id)?.target ?? id))
    if (node && node.kind !== 'unknown') router.push(asRoute(`/services/${toPath(serviceOf(node))}`))
  }
  const count = problems && faults.length + canaries.length + problems.length
  return (
    <div className="px-4 py-4">
      <header className="mb-3 flex items-baseline justify-between">
        <h1 className="text-20 font-semibold">
          {count === undefined ? 'Looking' : count === 0 ? 'Nothing to look at' : `${count} to look at`}
        </h1>
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
        {problems?.map((trouble) => (
          <TroubleCard key={trouble.id} trouble={trouble} />
        ))}
        {problems?.length === 0 && <NothingWrong />}
      </ul>
      <div className="mt-6 mb-2 flex items-center justify-between gap-2">
        <h2 className="text-15 font-semibold">The mesh</h2>
        <span className="flex gap-2">
          <Button size="touch" icon={<GitCompareArrows size={16} aria-hidden />} onClick={() => void params.compareWith('ago:1h')}>
            Compare
          </Button>
          <Button
            size="touch"
            icon={<Network size={16} aria-hidden />}
            onClick={() => void params.set({ phone: 'graph' }, { history: 'push' })}
          >
            As graph
          </Button>
        </span>
      </div>
      <div className="-mx-4">
        <TopologyTable topology={topology} matches={null} selected={params.selected} onSelect={open} />
      </div>
    </div>
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
    <li className="rounded-md border border-fault/50 bg-panel p-3 text-12 text-muted">
      <div className="flex items-baseline justify-between gap-2 text-13 font-semibold text-text">
        <span className="inline-flex min-w-0 items-center gap-1.5 truncate">
          <FlaskConical size={14} aria-hidden className="text-fault" /> Fault on {faultTarget(fault)}
        </span>
        <span>{left}</span>
      </div>
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
    </li>
  )
}
