import type { Millis } from '@/lib/mesh/names'
import type { TypeSync } from '@/lib/mesh/proxy'
import type { Trouble } from './value-notes'

/** What the keeper remembers of one proxy between its visits. */
export type KeptProxy = {
  glancedAt: Millis
  /** When its configuration was read whole, and what the readouts were then. */
  leversAt: Millis
  readouts: string
  checkedAt: Millis
  misses: number
  isReached: boolean
  isDue: boolean
  /** Told last, as text: the revision, and what is not in force of it. */
  told: string
  /** The last revision that was wholly in force. */
  synced: number
  /** It was not wholly as wanted when it was visited last. */
  isTroubled: boolean
  troubles: (Trouble & { since: Millis })[]
  work: Promise<void> | null
}

export const newKeptProxy = (): KeptProxy => ({
  glancedAt: 0,
  leversAt: 0,
  readouts: '',
  checkedAt: 0,
  misses: 0,
  isReached: false,
  isDue: true,
  told: '',
  synced: 0,
  isTroubled: false,
  troubles: [],
  work: null,
})

/** Trouble that stood before keeps its time: it refuses nothing that came since. */
export const keepSince = (known: KeptProxy['troubles'], found: readonly Trouble[], now: Millis): KeptProxy['troubles'] =>
  found.map((trouble) => {
    const same = known.find(({ owner, words, about }) => owner === trouble.owner && words === trouble.words && about === trouble.about)
    return { ...trouble, since: same?.since ?? now }
  })

/** The state of its layer in the words that a pushed type has: empty where all is in force. isUnknown: it did not answer, which refuses nothing. */
export function toSync(troubles: KeptProxy['troubles'], isUnknown: boolean, revision: number, now: Millis): TypeSync[] {
  const state = { type: 'RTDS' as const, sentVersion: String(revision), ackedVersion: null }
  if (isUnknown) return [{ ...state, status: 'STALE', error: null, at: now }]
  if (troubles.length === 0) return []
  const refusals = troubles.map(({ owner, words, since, isForeign }) => ({ owner, words, at: since, ...(isForeign && { isForeign }) }))
  const at = Math.max(...troubles.map(({ since }) => since))
  return [{ ...state, status: 'NACKED', error: [...new Set(troubles.map(({ words }) => words))].join('; '), at, refusals }]
}
