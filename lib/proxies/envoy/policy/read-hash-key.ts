import type { HashKey } from '@/lib/mesh/policy'
import { asArray, asObject, asText, type JsonObject } from '../json'
import { readDuration } from './read-duration'
import { reportOthers, type Unread } from './unread'

/** What a route hashes; null where nothing. */
export function readHashKey(action: JsonObject, unread: Unread): HashKey | null {
  const [first, ...others] = asArray(action.hash_policy).map(asObject)
  if (!first) return null
  if (others.length > 0) unread('a second hash policy')
  reportOthers(first, ['header', 'cookie', 'connection_properties'], unread, 'hash policy')
  if (first.header !== undefined) return { header: asText(asObject(first.header).header_name) }
  if (first.connection_properties !== undefined) return { source: asObject(first.connection_properties).source_ip === true }
  const cookie = asObject(first.cookie)
  reportOthers(cookie, ['name', 'ttl', 'path'], unread, 'hash policy cookie')
  const ttl = readDuration(cookie.ttl)
  return { cookie: { name: asText(cookie.name), ...(ttl !== undefined && { ttl }) } }
}
