'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, Stethoscope } from 'lucide-react'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import type { TroubleWire } from '@/lib/api/problems'
import { problemsQuery } from '@/lib/api/problems-queries'
import type { TopologyResponse } from '@/lib/api/topology'
import { PanelFrame } from '../panel/panel-frame'
import type { TopologyParams } from '../use-topology-params'
import { TroubleCard } from './trouble-card'

type Props = { topology: TopologyResponse; params: TopologyParams; onClose: () => void }

/** "What's wrong?" beside the graph: the likeliest first, each at its deepest cause. */
export function ProblemsPanel({ topology, params, onClose }: Props) {
  const query = useQuery(problemsQuery())
  return (
    <PanelFrame
      icon={<Stethoscope size={16} aria-hidden />}
      title="What's wrong?"
      mark={null}
      sub="Now, the likeliest first; each problem at its deepest cause"
      onClose={onClose}
    >
      <QueryPart query={query} what="The problems" skeleton={<RowSkeleton rows={6} />}>
        {({ problems }) => (
          <ul className="flex flex-col gap-2.5 p-4">
            {problems.map((trouble) => (
              <TroubleCard key={trouble.id} trouble={trouble} onShow={wayInto(trouble, topology, params)} />
            ))}
            {problems.length === 0 && <NothingWrong />}
          </ul>
        )}
      </QueryPart>
    </PanelFrame>
  )
}

export function NothingWrong() {
  return (
    <li className="flex items-center gap-2 text-13 text-muted">
      <CircleCheck size={16} aria-hidden className="shrink-0 text-ok" />
      Nothing fails, nothing is slower than in the hour before, every proxy answers and runs what it was sent.
    </li>
  )
}

/** Selects what is drawn of it; where a filter or a closed group hides it, its surroundings are shown. */
function wayInto({ subject, service }: TroubleWire, topology: TopologyResponse, params: TopologyParams): (() => void) | undefined {
  if (service === null) return undefined
  const ids = subject.kind === 'edge' ? [subject.id, toServices(subject.id)] : subject.kind === 'node' ? [subject.id, service] : [service]
  const drawn = ids.find((id) => topology.nodes.some((node) => node.id === id) || topology.edges.some((edge) => edge.id === id))
  return drawn ? () => void params.select(drawn) : () => void params.focusOn(service)
}

/** `shop/a@v1>shop/b@v2:http` → `shop/a>shop/b:http`. */
const toServices = (edgeId: string): string => edgeId.replace(/@[^/>:]+(?=>|:[a-z]+$)/g, '')
