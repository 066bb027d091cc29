import type { DriftWire } from '@/lib/api/drift'

/** A value of a fault, or of the fault filter itself, in a proxy's admin layer that nobody asked Outrider for. */
export const isFaultResidue = ({ kind, subject }: Pick<DriftWire, 'kind' | 'subject'>): boolean =>
  kind === 'runtime_override' && (subject.startsWith('fault.http.') || subject.startsWith('outrider.fault.'))
