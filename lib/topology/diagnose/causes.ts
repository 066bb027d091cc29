import { faultSentence } from '@/lib/faults/fault-sentence'
import type { Change } from '@/lib/mesh/change'
import type { Drift } from '@/lib/mesh/drift'
import { type Fault, isFaultActive } from '@/lib/mesh/fault'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Trouble, TroubleCause } from '@/lib/mesh/trouble'

export type RunningCanaryText = { id: string; service: ServiceName; version: string; text: string; at: Millis }
export type Happened = {
  changes: readonly Pick<Change, 'id' | 'service' | 'sentence' | 'at' | 'state'>[]
  faults: readonly Fault[]
  canaries: readonly RunningCanaryText[]
  drift: readonly Pick<Drift, 'id' | 'service' | 'sentence' | 'since'>[]
}

/** A change this long before the first sign may be why; a reading may show a sign up to a minute before it is known when. */
const beforeMs = 10 * 60_000
const afterMs = 60_000
/** Of a change elsewhere only what came right before. */
const elsewhereMs = 2 * 60_000
const mostCauses = 4

/**
 * What may be why: a fault or a canary on the service, drift of it, and changes that came just before. Those of the service itself come first, then by how close
 * they are. since null: it is not known when it began, so only what still holds is named.
 */
export function findCauses(trouble: Pick<Trouble, 'service' | 'since' | 'subject'>, happened: Happened): TroubleCause[] {
  const { service, since } = trouble
  if (service === null) return []
  const version = trouble.subject.id.startsWith(`${service}@`) ? (trouble.subject.id.slice(service.length + 1).split('/')[0] ?? null) : null
  const gap = (at: Millis): number | null => (since === null ? null : Math.round((since - at) / 1000))
  const own: TroubleCause[] = [
    ...happened.faults
      .filter(
        (fault) =>
          fault.service === service &&
          isFaultActive(fault) &&
          (fault.version === undefined || version === null || fault.version === version),
      )
      .map((fault) => ({
        kind: 'fault' as const,
        id: fault.id,
        sentence: faultSentence(fault),
        at: fault.at,
        secondsBefore: gap(fault.at),
      })),
    ...happened.canaries
      .filter((canary) => canary.service === service && (version === null || canary.version === version))
      .map(({ id, text, at }) => ({ kind: 'canary' as const, id, sentence: text, at, secondsBefore: gap(at) })),
    ...happened.drift
      .filter((drift) => drift.service === service)
      .map((drift) => ({
        kind: 'drift' as const,
        id: drift.id,
        sentence: drift.sentence,
        at: drift.since,
        secondsBefore: gap(drift.since),
      })),
  ]
  return [...own, ...changesBefore(happened.changes, service, since)].slice(0, mostCauses)
}

function changesBefore(changes: Happened['changes'], service: ServiceName, since: Millis | null): TroubleCause[] {
  if (since === null) return []
  return changes
    .filter(({ at, service: changed, state }) => {
      if (state === 'rejected' || at > since + afterMs) return false
      return since - at <= (changed === service ? beforeMs : elsewhereMs)
    })
    .sort((a, b) => Number(b.service === service) - Number(a.service === service) || b.at - a.at)
    .map(({ id, sentence, at }) => ({ kind: 'change', id, sentence, at, secondsBefore: Math.round((since - at) / 1000) }))
}
