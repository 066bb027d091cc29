'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical, ListOrdered, Split } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { ServiceCanary } from '@/components/canaries/service-canary'
import { StartCanaryButton } from '@/components/canaries/start-canary-button'
import { StartCanarySheet } from '@/components/canaries/start-canary-sheet'
import { DriftPart } from '@/components/drift/drift-part'
import { ExplainSection } from '@/components/explain/explain-section'
import { NewFaultSheet } from '@/components/faults/new-fault-sheet'
import { asRoute } from '@/components/frame/as-route'
import { PageHead } from '@/components/frame/page-head'
import { useRange } from '@/components/frame/use-range'
import { ChartPage } from '@/components/page/chart-page'
import { Missing } from '@/components/page/missing'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { policyRoute } from '@/components/page/routes'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Columns } from '@/components/page/section'
import { PolicyHistory } from '@/components/policies/policy-history'
import { ShiftSheet } from '@/components/policies/shift-sheet'
import { SloPart } from '@/components/slos/slo-part'
import { Button } from '@/components/ui/button'
import { StatusMark } from '@/components/ui/status-mark'
import type { ServiceDetail } from '@/lib/api/services'
import { serviceQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { RecentChanges } from './recent-changes'
import { ServiceAnswers } from './service-answers'
import { ServiceEdges } from './service-edges'
import { ServiceFaults } from './service-faults'
import { ServiceInstances } from './service-instances'
import { ServiceLatency } from './service-latency'
import { ServicePolicy } from './service-policy'
import { ServiceResilience } from './service-resilience'
import { serviceSentences } from './service-sentences'
import { ServiceSignals } from './service-signals'
import { ServiceVersions } from './service-versions'
import { KindMark } from './services-table'
import { whyNoFault, whyNoShift } from './steer-reasons'

/** One service: signals, versions, instances, who calls it, what is configured, what changed. */
export function ServiceView({ name }: { name: string }) {
  const { from, to } = useRange()
  const query = useQuery(serviceQuery(name, { from, to }))
  return (
    <QueryPart
      query={query}
      what={`The service ${displayName(name)}`}
      missing={<NoSuchService name={name} />}
      skeleton={
        <>
          <PageHead title={<Name text={name} />} />
          <RowSkeleton />
        </>
      }
    >
      {(service) => <Loaded service={service} />}
    </QueryPart>
  )
}

function Loaded({ service }: { service: ServiceDetail }) {
  const { from, to, label } = useRange()
  const [{ sheet, change }, setSheet] = useQueryStates({ sheet: parseAsStringLiteral(['shift', 'canary', 'fault']), change: parseAsString })
  const close = () => void setSheet({ sheet: null, change: null })
  return (
    <>
      <ServiceHead service={service} rangeLabel={label} onOpen={(next) => void setSheet({ sheet: next, change: null })} />
      <Sentences sentences={serviceSentences(service)} />
      <ServiceFaults service={service.name} />
      <ServiceCanary service={service.name} />
      <DriftPart service={service.name} />
      <ChartPage isSimulated={service.simulated}>
        <ServiceSignals service={service} from={from} to={to} />
        <Columns>
          <ServiceVersions service={service} />
          <ServiceEdges service={service} />
          {service.protocol !== 'tcp' && <ServiceLatency subject={`service:${service.name}`} from={from} to={to} />}
          <ServiceInstances service={service} />
          <SloPart service={service} />
          <ServiceAnswers service={service} />
          <ServiceResilience service={service} />
          <RecentChanges service={service} />
        </Columns>
      </ChartPage>
      <ServicePolicy service={service} />
      <ExplainSection service={service} />
      {service.policy && <PolicyHistory service={service.name} />}
      {sheet === 'shift' && whyNoShift(service) === null && (
        <ShiftSheet
          service={service.name}
          open
          onClose={close}
          changeId={change}
          onApplied={(applied) => void setSheet({ sheet: 'shift', change: applied.id })}
        />
      )}
      <StartCanarySheet open={sheet === 'canary'} onClose={close} service={service.name} />
      <NewFaultSheet open={sheet === 'fault' && whyNoFault(service) === null} onClose={close} service={service.name} />
    </>
  )
}

type HeadProps = { service: ServiceDetail; rangeLabel: string; onOpen: (sheet: 'shift' | 'canary' | 'fault') => void }

function ServiceHead({ service, rangeLabel, onOpen }: HeadProps) {
  const reasons = service.healthReasons.map((reason) => displayName(reason, 160)).join('; ')
  return (
    <PageHead
      title={<Name text={service.name} />}
      mark={
        <>
          <StatusMark
            status={service.health}
            text={reasons === '' ? service.health : `${service.health}: ${reasons}`}
            className="text-12"
          />
          <KindMark service={service} />
        </>
      }
      sub={headSentence(service, rangeLabel)}
      actions={
        <>
          <Button
            size="large"
            className="max-sm:h-11"
            icon={<Split size={16} aria-hidden className="text-canary" />}
            disabledReason={whyNoShift(service)}
            onClick={() => onOpen('shift')}
          >
            Shift traffic…
          </Button>
          {service.policy && (
            <Button asChild size="large" className="max-sm:h-11">
              <Link prefetch={false} href={policyRoute(service.name)}>
                <ListOrdered size={16} aria-hidden /> Edit policy…
              </Link>
            </Button>
          )}
          <StartCanaryButton service={service.name} size="large" onChoose={() => onOpen('canary')} />
          <Button
            size="large"
            className="max-sm:h-11"
            icon={<FlaskConical size={16} aria-hidden className="text-fault" />}
            disabledReason={whyNoFault(service)}
            onClick={() => onOpen('fault')}
          >
            Inject fault…
          </Button>
        </>
      }
    />
  )
}

function headSentence(service: ServiceDetail, rangeLabel: string): string {
  const hosts = service.hosts.map((host) => displayName(host)).join(', ')
  const parts = [
    service.protocol === null ? 'protocol not known' : hosts === '' ? service.protocol : `${service.protocol} on ${hosts}`,
    service.policy ? `policy revision ${service.policy.revision}` : 'no policy of ours',
    `every number of the ${rangeLabel.toLowerCase()}, caller’s side`,
  ]
  return parts.join('; ')
}

function Sentences({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  return (
    <ul className="border-line border-b px-6 py-3 text-13 text-muted max-sm:px-4">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

function NoSuchService({ name }: { name: string }) {
  return (
    <Missing title="No such service" href={asRoute('/services')} words="All services">
      Nothing in the mesh document, the traffic or the proxies is called <Name text={name} className="font-mono text-12" />. It may have
      been removed, or be of another namespace.
    </Missing>
  )
}
