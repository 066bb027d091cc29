import { CircleCheck, type LucideIcon, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { EvidenceStrip } from '@/components/changes/evidence-strip'
import { Moment } from '@/components/page/moment'
import { serviceRoute } from '@/components/page/routes'
import { cx } from '@/components/ui/cx'
import { SheetSection } from '@/components/ui/sheet-section'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatNumber, formatPlural } from '@/lib/mesh/format'

/** On what it stands: proof per proxy with the laggards by name, the lease, the A/A test and the dispersion, alerts. */
export function StandingPart({ canary }: { canary: CanaryDetailWire }) {
  const { inForce, judgement } = canary
  const isOver = canary.state === 'ended'
  const laggards = canary.evidence.filter((row) => inForce.laggards.includes(row.proxyId))
  const isProved = inForce.total > 0 && inForce.loaded === inForce.total
  return (
    <SheetSection level={2} title="On what it stands">
      <dl className="grid grid-cols-[20px_92px_minmax(0,1fr)] gap-y-2 text-12">
        <Fact name="In force" isFine={isProved}>
          <span className="inline-flex flex-wrap items-center gap-2">
            {inForce.total === 0
              ? 'no proxy that calls it is connected'
              : `${canary.weight} % loaded on ${inForce.loaded} of ${formatPlural(inForce.total, 'proxy', 'proxies')}`}
            <EvidenceStrip evidence={canary.evidence} settled={isOver} />
          </span>
          {inForce.since && (
            <span className="block text-muted">
              since <Moment at={inForce.since} />
            </span>
          )}
          {laggards.slice(0, 20).map((row) => (
            <span key={row.proxyId} className="block break-words text-warn">
              {displayName(row.proxyId)}: {displayName(row.reason ?? `${row.stage}, not loaded yet`, 160)}
            </span>
          ))}
          {laggards.length > 20 && <span className="block text-warn">and {laggards.length - 20} more</span>}
        </Fact>
        {!isOver && (
          <Fact name="Lease" isFine>
            until <Moment at={canary.leaseUntil} />; {leaseWords(canary)}
          </Fact>
        )}
        <Fact name="A/A test" isFine={!canary.untrusted}>
          {canary.untrusted
            ? 'alarmed between two halves of the baseline: its verdicts are not to be trusted, and it does not act by itself'
            : 'no alarm; it compares two halves of the baseline’s instances, so it needs two of them'}
        </Fact>
        <Fact name="Dispersion" isFine={judgement.errors.isDispersionMeasured}>
          {judgement.errors.isDispersionMeasured
            ? `errors ${formatNumber(judgement.errors.phi)}, measured on the baseline before the start`
            : `errors ${formatNumber(judgement.errors.phi)}, assumed: there was too little history to measure it`}
          {judgement.latency &&
            `; latency ${formatNumber(judgement.latency.phi)}${judgement.latency.isDispersionMeasured ? '' : ', assumed'}`}
        </Fact>
        {canary.alerts.map((alert) => (
          <Fact key={alert.key} name="Alert" isFine={false}>
            {displayName(alert.text, 300)}
          </Fact>
        ))}
        {canary.overrides.map((override) => (
          <Fact key={override.at} name="By hand" isFine={false}>
            {displayName(override.actor, 32)} {displayName(override.what, 100)}, <Moment at={override.at} />: “
            {displayName(override.reason, 200)}”
          </Fact>
        ))}
      </dl>
      <p className="mt-3 text-12">
        <Link href={serviceRoute(canary.service)} className="text-accent hover:underline">
          {displayName(canary.service)}
        </Link>
      </p>
    </SheetSection>
  )
}

function leaseWords({ parameters, version }: CanaryDetailWire): string {
  const name = displayName(version, 20)
  return parameters.onLeaseLost === 'revert'
    ? `if Outrider stops, ${name} gets 0 % within 15 s by the proxies’ own clock`
    : `if Outrider stops, ${name} keeps its weight, as its plan says`
}

function Fact({ name, isFine, children }: { name: string; isFine: boolean; children: ReactNode }) {
  const Icon: LucideIcon = isFine ? CircleCheck : TriangleAlert
  return (
    <>
      <dt className="contents">
        <Icon size={14} aria-hidden className={cx('mt-px', isFine ? 'text-ok' : 'text-warn')} />
        <span className="text-muted">{name}</span>
      </dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
