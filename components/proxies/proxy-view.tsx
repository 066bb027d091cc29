'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { DriftPart } from '@/components/drift/drift-part'
import { asRoute } from '@/components/frame/as-route'
import { PageHead } from '@/components/frame/page-head'
import { Facts } from '@/components/page/facts'
import { Missing } from '@/components/page/missing'
import { Ago, Moment } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { hasServicePage, serviceRoute } from '@/components/page/routes'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Columns, Section } from '@/components/page/section'
import { Chip } from '@/components/ui/chip'
import type { ProxyDetailWire } from '@/lib/api/proxies'
import { proxyQuery } from '@/lib/api/proxies-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatBytes, formatMs, formatPlural } from '@/lib/mesh/format'
import { ProxyAbilities } from './proxy-abilities'
import { ProxyCertificates } from './proxy-certificates'
import { troubleText } from './proxy-rank'
import { ProxySync } from './proxy-sync'
import { TroubleMark } from './trouble-mark'

/** One proxy: who it is, where it listens, what it has of what was sent, and what is wrong with it. */
export function ProxyView({ id }: { id: string }) {
  const query = useQuery(proxyQuery(id))
  return (
    <QueryPart query={query} what="The proxy" skeleton={<RowSkeleton />} missing={<NoSuchProxy id={id} />}>
      {(proxy) => (
        <>
          <PageHead
            title={<Name text={proxy.id} />}
            mark={
              <span className="inline-flex items-center gap-1.5 text-12">
                <TroubleMark proxy={proxy} />
                {displayName(troubleText(proxy) ?? 'in order', 160)}
                {proxy.simulated && <Chip tone="warn">SIMULATED</Chip>}
              </span>
            }
            sub={
              proxy.isStatic
                ? 'A target of the configuration file: somebody else configures it. What it lets be changed at run time stands below.'
                : undefined
            }
          />
          <Columns>
            <Identity proxy={proxy} />
            <ReadingPart proxy={proxy} />
          </Columns>
          <ProxyAbilities proxy={proxy} />
          <DriftPart proxy={proxy.id} />
          <ProxySync proxy={proxy} />
          <Columns>
            <Problems proxy={proxy} />
            <ProxyCertificates proxy={proxy} />
          </Columns>
        </>
      )}
    </QueryPart>
  )
}

function Identity({ proxy }: { proxy: ProxyDetailWire }) {
  return (
    <Section title="Identity" note={proxy.isStatic ? 'from the configuration' : 'as it says of itself'}>
      <Facts
        facts={[
          [
            'Service',
            hasServicePage(proxy.service) ? (
              <Link key="service" href={serviceRoute(proxy.service)} className="text-accent hover:underline">
                <Name text={proxy.service} />
              </Link>
            ) : (
              <Name key="service" text={proxy.service} />
            ),
          ],
          ['Version', displayName(proxy.version ?? '–')],
          ['Role', proxy.role],
          ['Zone', displayName(proxy.zone ?? '–')],
          ['Kind', proxy.build ? `${proxy.kind} ${displayName(proxy.build, 40)}` : proxy.kind],
          ['Inbound', address(proxy.inbound)],
          ['Outbound', address(proxy.outbound)],
          ['Application', address(proxy.app)],
          ['Admin page', address(proxy.adminUrl)],
        ]}
      />
    </Section>
  )
}

function address(text: string | null) {
  return text === null ? '–' : <Name text={text} className="font-mono text-12" />
}

function ReadingPart({ proxy }: { proxy: ProxyDetailWire }) {
  const connection = (
    <>
      {proxy.connected ? 'connected' : proxy.connectionChangedAt === null ? 'never connected' : 'disconnected'}
      {proxy.connectionChangedAt && (
        <>
          , since <Moment at={proxy.connectionChangedAt} />
        </>
      )}
    </>
  )
  return (
    <Section title="Reading" note="its admin page, in rounds">
      <Facts
        facts={[
          [
            'Answering',
            proxy.answering ? 'yes' : proxy.missedRounds > 0 ? `no, ${formatPlural(proxy.missedRounds, 'round')} missed` : 'no',
          ],
          ['Last answer', <Ago key="answer" at={proxy.lastAnswerAt} />],
          ['Last sweep', proxy.sweepMs === null ? '–' : `${formatMs(proxy.sweepMs)}, ${formatBytes(proxy.sweepBytes)}`],
          [
            'Control plane',
            proxy.isStatic
              ? proxy.abilities.some(({ supported }) => supported)
                ? 'not ours; values at run time only'
                : 'not ours; nothing can be changed'
              : connection,
          ],
          ['Runs all asked', proxy.isStatic ? '–' : proxy.inSync ? 'yes' : 'no'],
        ]}
      />
    </Section>
  )
}

function Problems({ proxy }: { proxy: ProxyDetailWire }) {
  return (
    <Section title="Problems">
      {proxy.problems.length === 0 ? (
        <p className="text-12 text-muted">None in reading its admin page.</p>
      ) : (
        <ul className="flex flex-col gap-2 text-12">
          {proxy.problems.map((problem) => (
            <li key={`${problem.kind} ${problem.at}`} className="break-words">
              <span className="font-medium">{displayName(problem.message, 400)}</span>{' '}
              <span className="text-muted">
                {problem.kind.replaceAll('_', ' ')}, <Moment at={problem.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function NoSuchProxy({ id }: { id: string }) {
  return (
    <Missing title="No such proxy" href={asRoute('/proxies')} words="All proxies">
      <Name text={id} className="font-mono text-12" /> is not known. It may have left the mesh, or never have connected.
    </Missing>
  )
}
