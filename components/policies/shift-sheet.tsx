'use client'
import type { ChangeWire } from '@/lib/api/changes'
import { EvidenceSheet } from './evidence-sheet'
import { ShiftPlan } from './shift-plan'
import type { Weights } from './weights-of'

type Props = {
  /** `namespace/name`. */
  service: string
  open: boolean
  onClose: () => void
  /** Weights to begin with instead of the present ones. */
  initial?: Weights | null | undefined
  /** With a change the sheet shows its evidence instead of the editor. */
  changeId?: string | null | undefined
  onApplied: (change: ChangeWire) => void
  /** The weights as planned, for the picture beside the sheet; null when the sheet has none. */
  onPlanned?: ((weights: Weights | null) => void) | undefined
}

/** Shift traffic between the versions of a service: weights, plan, apply, evidence, undo, in one sheet. */
export function ShiftSheet({ changeId, ...props }: Props) {
  if (!props.open) return null
  return changeId ? <EvidenceSheet {...props} changeId={changeId} /> : <ShiftPlan {...props} />
}
