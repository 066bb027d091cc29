import type { HashKey } from '@/lib/mesh/policy'
import { durationMeaning } from './duration-meaning'

/** What is hashed, as text; undefined where nothing is. */
export function hashMeaning(key: HashKey | undefined): string | undefined {
  if (!key) return undefined
  if (key.header !== undefined) return `header ${key.header.toLowerCase()}`
  if (key.cookie)
    return `cookie ${key.cookie.name}${key.cookie.ttl === undefined ? '' : `, given out for ${durationMeaning(key.cookie.ttl)}`}`
  return key.source ? 'source' : undefined
}
