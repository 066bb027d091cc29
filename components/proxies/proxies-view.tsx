'use client'
import { useQuery } from '@tanstack/react-query'
import { Search, Server, Terminal } from 'lucide-react'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { PageHead } from '@/components/frame/page-head'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Button } from '@/components/ui/button'
import { Chip, type ChipTone } from '@/components/ui/chip'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { KeyHint } from '@/components/ui/key-hint'
import { Segmented } from '@/components/ui/segmented'
import type { ProxyWire } from '@/lib/api/proxies'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import { formatMs } from '@/lib/mesh/format'
import { BootstrapDialog } from './bootstrap-dialog'
import { ProxiesTable } from './proxies-table'
import { countTroubles, matchesProxy, type ProxyTrouble, proxyTrouble, worstFirst } from './proxy-rank'

const shows = ['all', 'refused', 'silent', 'stale', 'noted'] as const
const densities = ['compact', 'comfortable'] as const
const densityOptions = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const
const chips: readonly { show: Exclude<ProxyTrouble, 'none'>; label: string; tone: ChipTone }[] = [
  { show: 'refused', label: 'Refused', tone: 'bad' },
  { show: 'silent', label: 'Not answering', tone: 'plain' },
  { show: 'stale', label: 'Stale', tone: 'warn' },
  { show: 'noted', label: 'Noted', tone: 'plain' },
]

/** The whole fleet, worst first. */
export function ProxiesView() {
  const query = useQuery(proxiesQuery())
  const [{ find, show, density, bootstrap }, setUrl] = useQueryStates({
    find: parseAsString.withDefault(''),
    show: parseAsStringLiteral(shows).withDefault('all'),
    density: parseAsStringLiteral(densities).withDefault('compact'),
    bootstrap: parseAsString,
  })
  const openBootstrap = () => void setUrl({ bootstrap: 'open' })
  return (
    <>
      <PageHead
        title="Proxies"
        aside={query.data && summary(query.data.proxies)}
        actions={
          <Button size="large" className="max-sm:h-11" icon={<Terminal size={14} aria-hidden />} onClick={openBootstrap}>
            Bootstrap…
          </Button>
        }
      >
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <Input
            data-find=""
            type="search"
            aria-label="Find proxies"
            placeholder="Find: id, service, version, problem"
            icon={<Search size={14} aria-hidden />}
            end={<KeyHint>/</KeyHint>}
            value={find}
            onChange={(event) => void setUrl({ find: event.target.value || null })}
            boxClassName="w-72 max-sm:w-full"
          />
          {query.data && <TroubleChips proxies={query.data.proxies} show={show} onShow={(next) => void setUrl({ show: next })} />}
          <span className="ml-auto flex items-center gap-2 text-12 text-muted max-sm:hidden">
            worst first
            <Segmented label="Density" value={density} options={densityOptions} onChange={(value) => void setUrl({ density: value })} />
          </span>
        </div>
      </PageHead>
      <QueryPart query={query} what="The proxies" skeleton={<RowSkeleton />}>
        {({ proxies }) => {
          if (proxies.length === 0) return <NoProxies xdsAddress={query.data?.xdsAddress ?? null} onBootstrap={openBootstrap} />
          const shown = worstFirst(proxies.filter((proxy) => matchesProxy(proxy, find) && (show === 'all' || proxyTrouble(proxy) === show)))
          if (shown.length === 0)
            return (
              <EmptyState title="Nothing matches">
                {proxies.length === 1 ? 'The one proxy is not' : `None of the ${proxies.length} proxies is`} of this kind.
              </EmptyState>
            )
          return <ProxiesTable proxies={shown} density={density} />
        }}
      </QueryPart>
      <BootstrapDialog
        open={bootstrap !== null}
        onClose={() => void setUrl({ bootstrap: null })}
        xdsAddress={query.data?.xdsAddress ?? null}
      />
    </>
  )
}

function TroubleChips({
  proxies,
  show,
  onShow,
}: {
  proxies: readonly ProxyWire[]
  show: (typeof shows)[number]
  onShow: (show: (typeof shows)[number] | null) => void
}) {
  const counts = countTroubles(proxies)
  return (
    <>
      <Chip onClick={() => onShow(null)} pressed={show === 'all'}>
        All {proxies.length}
      </Chip>
      {chips
        .filter((chip) => counts[chip.show] > 0 || chip.show === show)
        .map((chip) => (
          <Chip key={chip.show} tone={chip.tone} pressed={show === chip.show} onClick={() => onShow(show === chip.show ? null : chip.show)}>
            {chip.label} {counts[chip.show]}
          </Chip>
        ))}
    </>
  )
}

function summary(proxies: readonly ProxyWire[]): string {
  if (proxies.length === 0) return 'none yet'
  const steered = proxies.filter((proxy) => !proxy.isStatic)
  const sweepMs = proxies.reduce((sum, proxy) => sum + (proxy.answering ? (proxy.sweepMs ?? 0) : 0), 0)
  return [
    `${proxies.filter((proxy) => proxy.answering).length} of ${proxies.length} answer`,
    ...(steered.length > 0 ? [`${steered.filter((proxy) => proxy.inSync).length} of ${steered.length} run all that was asked`] : []),
    `one round of reading takes ${formatMs(sweepMs)} in all`,
  ].join('; ')
}

function NoProxies({ xdsAddress, onBootstrap }: { xdsAddress: string | null; onBootstrap: () => void }) {
  return (
    <EmptyState
      title="No proxy has connected"
      drawing={<Server size={48} strokeWidth={1} aria-hidden />}
      action={
        <Button variant="primary" size="large" icon={<Terminal size={14} aria-hidden />} onClick={onBootstrap}>
          Bootstrap for an Envoy…
        </Button>
      }
    >
      {xdsAddress ? `Listening on ${xdsAddress}; nobody has called yet. ` : ''}Give an Envoy the bootstrap: it appears here by itself, a few
      seconds after it starts.
    </EmptyState>
  )
}
