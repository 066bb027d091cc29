import type { z } from 'zod'
import type { faultReportSchema, faultSchema } from '@/lib/api/faults'
import { guardProgress } from '@/lib/faults/judge-guards'
import type { Fault, GuardEvidence } from '@/lib/mesh/fault'
import type { FaultReport, Period } from '@/lib/mesh/fault-report'
import { toEvidenceWire } from './change'
import { toIso, toIsoOrNull } from './time'

/** A fault as posted, and what became of it; how it is stored (revision, the outcome it is on its way to) stays inside. */
export function toFaultWire(fault: Fault): z.input<typeof faultSchema> {
  const { revision: _revision, stopping: _stopping, report: _report, ...shown } = fault
  return {
    ...shown,
    at: toIso(fault.at),
    endsAt: toIso(fault.endsAt),
    endedAt: toIsoOrNull(fault.endedAt),
    evidence: fault.evidence.map(toEvidenceWire),
    guardEvidence: fault.guardEvidence?.map((evidence, _, all) => toGuardWire(evidence, all.length)),
  }
}

export const toReportWire = (report: FaultReport): z.input<typeof faultReportSchema>['report'] => ({
  ...report,
  at: toIso(report.at),
  before: toPeriod(report.before),
  during: report.during && toPeriod(report.during),
  after: report.after && toPeriod(report.after),
})
const toPeriod = ({ from, to }: Period) => ({ from: toIso(from), to: toIso(to) })

const toGuardWire = (evidence: GuardEvidence, guards: number): NonNullable<z.input<typeof faultSchema>['guardEvidence']>[number] => ({
  seen: {
    requests: evidence.reached.requests + evidence.unreached.requests,
    failures: evidence.reached.failures + evidence.unreached.failures,
  },
  before: evidence.before,
  control: evidence.unreached.requests > 0 ? evidence.unreached : null,
  progress: guardProgress(evidence, guards),
  dispersion: evidence.phi,
  isDispersionMeasured: evidence.isDispersionMeasured,
})
