import type { Millis } from '@/lib/mesh/names'

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
  /** Told last: the revision that is wholly in force, and what it is not. */
  told: string
  /** The last revision that was wholly in force. */
  synced: number
  problem: string | null
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
  problem: null,
  work: null,
})
