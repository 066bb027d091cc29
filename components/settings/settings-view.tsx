'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { PageHead } from '@/components/frame/page-head'
import { Facts } from '@/components/page/facts'
import { Ago } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { proxyRoute } from '@/components/page/routes'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Columns, Section } from '@/components/page/section'
import { StatusMark } from '@/components/ui/status-mark'
import { livenessQuery, metricsQuery, readinessQuery } from '@/lib/api/health-queries'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatBytes, formatNumber, formatPlural, noData } from '@/lib/mesh/format'
import { formatAge } from '@/lib/mesh/format-time'
import { GuardRailsPart } from './guard-rails-part'
import { metricValue, parseMetrics } from './metrics-summary'
import { SelfTestsPart } from './self-tests-part'

/** What this Outrider runs with, as it tells of itself, and the guard rails of faults, which are edited here. */
export function SettingsView() {
  return (
    <>
      <PageHead title="Settings" aside="the configuration file and the environment decide; guard rails are set here" />
      <Columns>
        <Health />
        <Product />
        <Reading />
        <Configured />
      </Columns>
      <SelfTestsPart />
      <GuardRailsPart />
    </>
  )
}

function Health() {
  const query = useQuery(readinessQuery())
  return (
    <Section title="Health" note="database and runtime">
      <QueryPart query={query} what="The health" size="inline" skeleton={<RowSkeleton rows={2} />}>
        {({ isReady, problems }) => (
          <>
            <StatusMark
              status={isReady ? (problems.length > 0 ? 'degraded' : 'healthy') : 'failing'}
              text={isReady ? 'ready' : 'not ready'}
              className="text-13 font-medium"
            />
            <ul className="mt-2 flex flex-col gap-1 text-12 text-muted">
              {problems.map((problem) => (
                <li key={problem} className="break-words">
                  {displayName(problem, 400)}
                </li>
              ))}
              {problems.length === 0 && <li>The database can be written, and the runtime gives a sign of life.</li>}
            </ul>
          </>
        )}
      </QueryPart>
    </Section>
  )
}

function Product() {
  const liveness = useQuery(livenessQuery())
  return (
    <Section title="Outrider">
      <Facts
        facts={[
          ['Version', liveness.data ? liveness.data.version : noData],
          ['Licence', 'Apache-2.0'],
          [
            'HTTP API',
            <a key="api" href="/api/v1/openapi.json" className="text-accent hover:underline">
              /api/v1/openapi.json
            </a>,
          ],
          [
            'Own metrics',
            <a key="metrics" href="/metrics" className="text-accent hover:underline">
              /metrics
            </a>,
          ],
        ]}
      />
    </Section>
  )
}

const seconds = (value: number | null): string => (value === null ? 'never' : `${formatAge(value * 1000)} ago`)

function Reading() {
  const query = useQuery(metricsQuery())
  return (
    <Section title="At work" note="from its own metrics">
      <QueryPart query={query} what="The metrics" size="inline" skeleton={<RowSkeleton rows={5} />}>
        {(page) => {
          const samples = parseMetrics(page)
          const proxies = (state: string) => formatNumber(metricValue(samples, 'outrider_proxies', { state }))
          return (
            <Facts
              facts={[
                [
                  'Proxies',
                  `${proxies('known')} known, ${proxies('answering')} answering, ${proxies('connected')} connected, ${proxies('in_sync')} in sync`,
                ],
                ['Newest numbers', seconds(metricValue(samples, 'outrider_newest_window_age_seconds'))],
                ['Runtime', `last sign of life ${seconds(metricValue(samples, 'outrider_runtime_heartbeat_age_seconds'))}`],
                ['Open changes', formatNumber(metricValue(samples, 'outrider_changes_open'))],
                ['Desired revision', String(metricValue(samples, 'outrider_desired_revision') ?? noData)],
                ['Listening browsers', formatNumber(metricValue(samples, 'outrider_stream_clients'))],
                ['Memory', formatBytes(metricValue(samples, 'outrider_process_resident_memory_bytes'))],
              ]}
            />
          )
        }}
      </QueryPart>
    </Section>
  )
}

function Configured() {
  const query = useQuery(proxiesQuery())
  return (
    <Section title="Targets">
      <QueryPart query={query} what="The targets" size="inline" skeleton={<RowSkeleton rows={3} />}>
        {({ proxies, xdsAddress, runtime }) => {
          const targets = proxies.filter((proxy) => proxy.isStatic)
          return (
            <>
              <Facts
                facts={[
                  ['Control plane', xdsAddress ?? 'not listening'],
                  [
                    'Runtime',
                    <span key="runtime">
                      {runtime.alive ? 'alive' : 'away'}, <Ago at={runtime.at} />
                    </span>,
                  ],
                  ['Connected', formatPlural(proxies.filter((proxy) => proxy.connected).length, 'proxy', 'proxies')],
                  ['Configured', targets.length === 0 ? 'no static target' : formatPlural(targets.length, 'static target')],
                ]}
              />
              <ul className="mt-2 flex flex-col gap-1 text-12">
                {targets.map((target) => (
                  <li key={target.id}>
                    <Link href={proxyRoute(target.id)} className="text-accent hover:underline">
                      <Name text={target.adminUrl ?? target.id} />
                    </Link>{' '}
                    <span className="text-muted">
                      {target.kind}, <Name text={target.service} />
                    </span>
                  </li>
                ))}
              </ul>
              <p className="mt-3 text-12 text-muted">
                Retention, scrape interval and limits stand in the configuration file; Outrider does not tell them over the network. Its
                check: <code className="font-mono">npx outrider check-config</code>
              </p>
            </>
          )
        }}
      </QueryPart>
    </Section>
  )
}
