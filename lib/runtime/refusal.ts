import type { Millis } from '@/lib/mesh/names'
import type { TypeSync } from '@/lib/mesh/proxy'

/** rejects: the words that refuse what was changed at `since`; blocks: the words of a refusal that is not of it, but may hold it up. */
export type Refusal = { rejects: string | null; blocks: string | null }

/** Whose refusal is it? Only a type that the change touches, refused after the change was made, refuses it: one bad cluster of another service does not. */
export function judgeRefusal(sync: readonly TypeSync[], touched: readonly TypeSync['type'][], since: Millis): Refusal {
  const refused = sync.filter((type) => type.status === 'NACKED')
  const own = refused.find((type) => touched.includes(type.type) && type.at >= since)
  const [other] = refused
  return { rejects: own ? toWords(own) : null, blocks: other && !own ? toWords(other) : null }
}

const toWords = ({ type, error }: TypeSync): string => `${type}: ${error ?? 'refused without a word'}`
