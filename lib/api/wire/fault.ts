import type { z } from 'zod'
import type { faultSchema } from '@/lib/api/faults'
import type { Fault } from '@/lib/mesh/fault'
import { toEvidenceWire } from './change'
import { toIso, toIsoOrNull } from './time'

/** A fault as posted, and what became of it; how it is stored (revision, the outcome it is on its way to) stays inside. */
export function toFaultWire(fault: Fault): z.input<typeof faultSchema> {
  const { revision: _revision, stopping: _stopping, ...shown } = fault
  return {
    ...shown,
    at: toIso(fault.at),
    endsAt: toIso(fault.endsAt),
    endedAt: toIsoOrNull(fault.endedAt),
    evidence: fault.evidence.map(toEvidenceWire),
  }
}
