import type { CanaryDetailWire } from '@/lib/api/canaries'

export type CanaryTickWire = CanaryDetailWire['ticks'][number]

/** Ticks of one stay on a step, oldest first. */
export type Stay = { step: number; ticks: readonly CanaryTickWire[] }

/** The ticks cut where the step changes; a step that was entered again is a stay of its own. Ticks are in order of time. */
export function toStays(ticks: readonly CanaryTickWire[]): Stay[] {
  const stays: { step: number; ticks: CanaryTickWire[] }[] = []
  for (const tick of ticks) {
    const last = stays.at(-1)
    if (last?.step === tick.step) last.ticks.push(tick)
    else stays.push({ step: tick.step, ticks: [tick] })
  }
  return stays
}

/** Those that count in the evidence. */
export const counted = (ticks: readonly CanaryTickWire[]): CanaryTickWire[] => ticks.filter((tick) => tick.leftOut === null)

/** Both arms' counts, summed over the ticks. */
export function sumTicks(ticks: readonly CanaryTickWire[]) {
  const sum = { canary: { requests: 0, errors: 0 }, baseline: { requests: 0, errors: 0 } }
  for (const { canary, baseline } of ticks) {
    sum.canary.requests += canary.requests
    sum.canary.errors += canary.errors
    sum.baseline.requests += baseline.requests
    sum.baseline.errors += baseline.errors
  }
  return sum
}
