import type { Millis } from '@/lib/mesh/names'
import type { TypeSync } from '@/lib/mesh/proxy'
import type { DiscoveryRequest } from './discovery-request'
import { changedNames, hashOf, type ResourceSet } from './resource-set'
import type { ResourceType } from './resource-type'

/** What one stream knows of one type: what the client asked for, what it was told, what it said to that. */
export type Subscription = {
  readonly type: ResourceType
  isOpen: boolean
  isWildcard: boolean
  hasNamed: boolean
  names: ReadonlySet<string>
  namesKey: string
  /** Names to send whatever their content: newly asked for, or of a cluster that warms again. */
  readonly due: Set<string>
  /** The content the client was last told of; null before the first answer. */
  told: ResourceSet | null
  /** The names of the last answer, for the one case that it is refused. */
  lastNames: readonly string[]
  readonly refused: Set<string>
  /** How often the client refused an answer of this type so far. */
  refusals: number
  nonce: string
  inFlightBytes: number
  isRenewal: boolean
  sentVersion: string | null
  ackedVersion: string | null
  acked: ResourceSet | null
  error: string | null
  at: Millis
}

export const createSubscription = (type: ResourceType, at: Millis): Subscription => ({
  type,
  isOpen: false,
  isWildcard: false,
  hasNamed: false,
  names: new Set(),
  namesKey: '',
  due: new Set(),
  told: null,
  lastNames: [],
  refused: new Set(),
  refusals: 0,
  nonce: '',
  inFlightBytes: 0,
  isRenewal: false,
  sentVersion: null,
  ackedVersion: null,
  acked: null,
  error: null,
  at,
})

/** CDS and LDS answers are the whole set: what is absent is deleted. Answers of other types may be partial and delete nothing. */
export const isWhole = (type: ResourceType): boolean => type === 'CDS' || type === 'LDS'

/**
 * Takes over what a request asks for. An empty list is the wildcard of CDS and LDS as long as no name was ever sent on the stream, `*` is it explicitly;
 * otherwise an empty list asks for nothing. Source: xds_protocol.rst, "How the client specifies what resources to return".
 */
export function subscribe(state: Subscription, request: DiscoveryRequest): void {
  const isFirst = !state.isOpen
  state.isOpen = true
  if (!isFirst && request.namesKey === state.namesKey) return
  const names = new Set(request.names())
  const hasStar = names.delete('*')
  if (names.size > 0 || hasStar) state.hasNamed = true
  state.isWildcard = isWhole(state.type) && (hasStar || (names.size === 0 && !state.hasNamed))
  for (const name of names) if (!state.names.has(name)) state.due.add(name)
  for (const name of state.due) if (!names.has(name)) state.due.delete(name)
  state.names = names
  state.namesKey = request.namesKey
}

const versions = new WeakMap<ResourceSet, Map<string, string>>()

/** The version of what this client wants of a set: of the whole set for a wildcard, else over its names, absent ones included. */
export function wantedVersion(state: Subscription, set: ResourceSet): string {
  if (state.isWildcard) return set.version
  const known = versions.get(set) ?? new Map<string, string>()
  versions.set(set, known)
  const version = known.get(state.namesKey) ?? hashOf(...[...state.names].sort().map((name) => set.get(name)?.version ?? ''))
  known.set(state.namesKey, version)
  return version
}

export type Need = { kind: 'whole' } | { kind: 'names'; names: readonly string[] } | null

/**
 * What the client must be sent of `set`: null when it has everything, also when it refused it (it is not sent again until the content changes). `canMake`
 * says whether an answer exists for a name the set does not have.
 */
export function needOf(state: Subscription, set: ResourceSet, canMake: boolean): Need {
  if (!state.isOpen) return null
  if (isWhole(state.type)) {
    const isAnyWanted = state.isWildcard || state.names.size > 0
    const isNew = state.sentVersion !== wantedVersion(state, set) || state.due.size > 0
    return isAnyWanted && isNew ? { kind: 'whole' } : null
  }
  const isSendable = (name: string): boolean => canMake || set.get(name) !== undefined
  const changed = state.told ? changedNames(state.told, set).filter((name) => state.names.has(name)) : []
  if (changed.length === 0 && state.due.size === 0) return null
  const again = changed.length > 0 ? state.refused : []
  const names = [...new Set([...state.due, ...changed, ...again])].filter((name) => state.names.has(name) && isSendable(name))
  return names.length > 0 ? { kind: 'names', names } : null
}

/** SYNCED, STALE, NACKED or NOT_SENT, as Envoy's own status service names them. A renewal under way is no staleness. */
export function toTypeSync(state: Subscription, need: Need): TypeSync | null {
  if (state.type === 'RTDS' && !state.isOpen) return null
  const isBehind = need !== null || (state.inFlightBytes > 0 && !state.isRenewal)
  const status = state.sentVersion === null ? 'NOT_SENT' : isBehind ? 'STALE' : state.error ? 'NACKED' : 'SYNCED'
  return {
    type: state.type,
    status,
    sentVersion: state.sentVersion,
    ackedVersion: state.ackedVersion,
    error: state.error,
    at: state.at,
  }
}
