'use client'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { PageHead } from '@/components/frame/page-head'
import { useRange } from '@/components/frame/use-range'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { KeyHint } from '@/components/ui/key-hint'
import type { ServiceSummary } from '@/lib/api/services'
import { servicesQuery } from '@/lib/api/services-queries'
import { formatPlural } from '@/lib/mesh/format'
import { matchesService, orderServices } from './service-order'
import { ServicesTable } from './services-table'
import { useServiceSort } from './use-service-sort'

/** Every service, gateway and foreign end, sortable and filterable; both in the URL. */
export function ServicesView() {
  const { from, to, label } = useRange()
  const query = useQuery(servicesQuery({ from, to }))
  const [find, setFind] = useQueryState('find', parseAsString.withDefault(''))
  const { sort, sortBy } = useServiceSort()
  return (
    <>
      <PageHead title="Services" aside={query.data && summary(query.data.services)}>
        <div className="flex flex-wrap items-center gap-3 pb-3">
          <Input
            data-find=""
            type="search"
            aria-label="Find services"
            placeholder="Find: name, failing, grpc, v2, fault"
            icon={<Search size={14} aria-hidden />}
            end={<KeyHint>/</KeyHint>}
            value={find}
            onChange={(event) => void setFind(event.target.value || null)}
            boxClassName="w-80 max-sm:w-full"
          />
          <span className="text-12 text-faint">{label.toLowerCase()}, as the callers saw it</span>
        </div>
      </PageHead>
      <QueryPart query={query} what="The services" skeleton={<RowSkeleton />}>
        {({ services }) => {
          if (services.length === 0) return <NoServices />
          const shown = orderServices(
            services.filter((service) => matchesService(service, find)),
            sort,
          )
          if (shown.length === 0) return <NothingFound total={services.length} onClear={() => void setFind(null)} />
          return <ServicesTable services={shown} sort={sort} onSort={sortBy} />
        }}
      </QueryPart>
    </>
  )
}

function summary(services: readonly ServiceSummary[]): string {
  const count = (health: ServiceSummary['health']) =>
    services.filter((service) => service.health === health && service.kind !== 'unknown').length
  const parts = [
    [count('failing'), 'failing'],
    [count('degraded'), 'degraded'],
    [count('unknown'), 'unknown'],
    [count('idle'), 'idle'],
  ] as const
  const troubles = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`)
  return [formatPlural(services.length, 'entry', 'entries'), ...troubles].join(', ')
}

function NoServices() {
  return (
    <EmptyState title="No service yet">
      Declare services in the mesh document, or connect an Envoy: its service appears here by itself. The page Topology shows the bootstrap
      for it.
    </EmptyState>
  )
}

function NothingFound({ total, onClear }: { total: number; onClear: () => void }) {
  return (
    <EmptyState
      title="Nothing matches"
      action={
        <button type="button" onClick={onClear} className="rounded-sm font-medium text-accent hover:underline">
          Show all {total}
        </button>
      }
    >
      No service has all of these words in its name, health, protocol, kind or versions.
    </EmptyState>
  )
}
