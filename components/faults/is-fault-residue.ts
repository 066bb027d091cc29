import type { DriftWire } from '@/lib/api/drift'

/** A value of a fault, or of the fault filter itself, in a proxy's admin layer that nobody asked Outrider for, and one that another layer or its own configuration makes it inject. */
export const isFaultResidue = ({ kind, subject }: Pick<DriftWire, 'kind' | 'subject'>): boolean =>
  kind === 'foreign_fault' || (kind === 'runtime_override' && (subject.startsWith('fault.http.') || subject.startsWith('outrider.fault.')))
