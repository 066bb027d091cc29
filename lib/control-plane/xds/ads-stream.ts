import type { Millis } from '@/lib/mesh/names'
import type { TypeSync } from '@/lib/mesh/proxy'
import type { DiscoveryRequest } from './discovery-request'
import type { Frame, FrameStore } from './frame-store'
import { changedNames, emptySet, joinSets, type Resource, type ResourceSet, toResourceSet } from './resource-set'
import { parseTypeUrl, type ResourceType, resourceTypes } from './resource-type'
import { createSubscription, isWhole, type Need, needOf, type Subscription, subscribe, toTypeSync, wantedVersion } from './subscription'

/** What one proxy should have, whole and consistent. */
export type Snapshot = { readonly revision: number } & { readonly [type in Exclude<ResourceType, 'RTDS'>]: ResourceSet }

export type AdsStreamOptions = {
  frames: FrameStore
  send(bytes: Buffer): void
  now(): Millis
  /** Answers for names that no set has: an empty assignment or layer. null where such a name must wait. */
  makeAbsent(type: ResourceType, name: string): Resource | null
  /** Called after anything that `status` shows may have changed. */
  onChanged(): void
}

/**
 * One ADS stream, state of the world; knows no transport. At most one unanswered response per type: later changes coalesce, which is the back-pressure.
 * Order: RTDS at once, then CDS → EDS → LDS → RDS. Clusters that went away are kept until routes that no longer name them are accepted.
 * Source: xds_protocol.rst.
 */
export class AdsStream {
  private readonly options: AdsStreamOptions
  private readonly states: Record<ResourceType, Subscription>
  private snapshot: Snapshot
  private layer: ResourceSet
  private kept: ResourceSet = emptySet
  private keptAssignments: ResourceSet = emptySet
  private clusters: ResourceSet
  private assignments: ResourceSet
  private synced = 0

  constructor(options: AdsStreamOptions, snapshot: Snapshot, layer: ResourceSet) {
    this.options = options
    const at = options.now()
    const open = (type: ResourceType): Subscription => createSubscription(type, at)
    this.states = { RTDS: open('RTDS'), CDS: open('CDS'), EDS: open('EDS'), LDS: open('LDS'), RDS: open('RDS') }
    this.snapshot = snapshot
    this.layer = layer
    this.clusters = snapshot.CDS
    this.assignments = snapshot.EDS
  }

  publish(snapshot: Snapshot): void {
    this.snapshot = snapshot
    // The same revision may hold more than it did: then it is not accepted before that is.
    this.synced = Math.min(this.synced, snapshot.revision - 1)
    this.keepFormerClusters()
    this.advance()
    // Also where nothing is to be sent: the status is of a new revision.
    this.options.onChanged()
  }

  setLayer(layer: ResourceSet): void {
    this.layer = layer
    this.advance()
  }

  /** Sends the layer again, same version: its time to live starts anew. Left out while the last one is unanswered. */
  renewLayer(): void {
    const state = this.states.RTDS
    if (!state.isOpen || state.inFlightBytes > 0) return
    for (const name of state.names) if (this.layer.get(name)) state.due.add(name)
    state.isRenewal = state.sentVersion === wantedVersion(state, this.layer)
    this.advance()
  }

  /** Sends everything again, in order. What it was sent last and has not answered is not sent twice. */
  resend(): void {
    for (const type of resourceTypes) for (const name of isWhole(type) ? ['*'] : this.states[type].names) this.states[type].due.add(name)
    this.advance()
  }

  onRequest(request: DiscoveryRequest): void {
    const type = parseTypeUrl(request.typeUrl)
    if (!type) return
    const state = this.states[type]
    if (state.nonce !== '' && request.nonce !== state.nonce) return
    const isFirst = !state.isOpen
    if (state.inFlightBytes > 0) this.settle(state, request.error)
    subscribe(state, request)
    if (isFirst) this.skipWhatItHas(state, request.version)
    this.advance()
    this.options.onChanged()
  }

  get unansweredBytes(): number {
    return resourceTypes.reduce((sum, type) => sum + this.states[type].inFlightBytes, 0)
  }

  /** How often anything of this type was refused so far. */
  refusalsOf(type: ResourceType): number {
    return this.states[type].refusals
  }

  /** Nothing is unanswered and nothing more is to be sent; what it refused is not, and clusters kept because of a refusal stay. */
  get isQuiet(): boolean {
    return resourceTypes.every((type) => this.isSettled(type))
  }

  /** Nothing is unanswered, and what is still to be sent cannot be: routes wait for clusters that it refused. */
  get isStuck(): boolean {
    return !this.isQuiet && this.unansweredBytes === 0
  }

  /** It has said something to everything it can be sent: a client that is still asking for its first answers has not. */
  get isSteady(): boolean {
    return this.isInSync() || ((this.isQuiet || this.isStuck) && resourceTypes.some((type) => this.states[type].error !== null))
  }

  /** Per type, against what the revision `offeredRevision` holds; and the highest revision of which everything was accepted, 0 before the first. */
  status(): { sync: TypeSync[]; syncedRevision: number; offeredRevision: number } {
    const sync = resourceTypes.flatMap((type) => toTypeSync(this.states[type], this.need(type)) ?? [])
    return { sync, syncedRevision: this.synced, offeredRevision: this.snapshot.revision }
  }

  private settle(state: Subscription, error: string | null): void {
    state.inFlightBytes = 0
    state.at = this.options.now()
    state.error = error === null ? null : nameSuspects(error, this.suspects(state))
    if (error !== null) {
      state.refusals += 1
      for (const name of state.lastNames) state.refused.add(name)
      return
    }
    state.refused.clear()
    state.ackedVersion = state.sentVersion
    state.acked = state.told
  }

  private suspects(state: Subscription): readonly string[] {
    return isWhole(state.type) ? changedNames(state.acked ?? emptySet, state.told ?? emptySet) : state.lastNames
  }

  // After a reconnect: with the very same content nothing needs to be said. Only a wildcard may be skipped; named resources are always answered.
  private skipWhatItHas(state: Subscription, version: string): void {
    const set = this.setOf(state.type)
    if (!state.isWildcard || version === '' || version !== set.version) return
    state.sentVersion = version
    state.ackedVersion = version
    state.told = set
    state.acked = set
    state.at = this.options.now()
  }

  private setOf(type: ResourceType): ResourceSet {
    if (type === 'RTDS') return this.layer
    if (type === 'CDS') return this.clusters
    return type === 'EDS' ? this.assignments : this.snapshot[type]
  }

  private need(type: ResourceType): Need {
    return needOf(this.states[type], this.setOf(type), type === 'EDS' || type === 'RTDS')
  }

  private advance(): void {
    this.offer('RTDS')
    this.offer('CDS')
    this.offer('EDS')
    if (this.isSettled('CDS') && this.isSettled('EDS') && this.hasEveryCluster()) {
      this.offer('LDS')
      if (this.isSettled('LDS')) this.offer('RDS')
    }
    if (this.kept.size > 0 && this.hasSwitched()) {
      this.kept = emptySet
      this.keptAssignments = emptySet
      this.clusters = this.snapshot.CDS
      this.assignments = this.snapshot.EDS
      this.offer('CDS')
    }
    if (this.synced !== this.snapshot.revision && this.isInSync()) {
      this.synced = this.snapshot.revision
      this.options.onChanged()
    }
  }

  private offer(type: ResourceType): void {
    const state = this.states[type]
    if (state.inFlightBytes > 0) return
    const need = this.need(type)
    if (!need) {
      if (state.isOpen) state.told ??= this.setOf(type)
      return
    }
    const set = this.setOf(type)
    const version = wantedVersion(state, set)
    if (type === 'CDS') this.askForWarmth(changedNames(state.told ?? emptySet, set))
    const frame = this.toFrame(state, need, set, version)
    state.told = set
    state.due.clear()
    state.nonce = frame.nonce
    state.inFlightBytes = frame.bytes.length
    if (state.sentVersion !== version) state.isRenewal = false
    state.sentVersion = version
    state.at = this.options.now()
    this.options.send(frame.bytes)
    this.options.onChanged()
  }

  private toFrame(state: Subscription, need: NonNullable<Need>, set: ResourceSet, version: string): Frame {
    const { frames, makeAbsent } = this.options
    if (need.kind === 'whole' && state.isWildcard) {
      state.lastNames = []
      return frames.whole(state.type, set, version, state.nonce)
    }
    const names = need.kind === 'names' ? need.names : [...state.names]
    state.lastNames = names
    const resources = names.flatMap((name) => set.get(name) ?? (isWhole(state.type) ? [] : (makeAbsent(state.type, name) ?? [])))
    return frames.some(state.type, resources, version, state.nonce)
  }

  // A changed cluster warms again and waits for its endpoints, even unchanged ones; the client does not always ask.
  private askForWarmth(changed: readonly string[]): void {
    const { names, due } = this.states.EDS
    for (const name of changed) if (names.has(name)) due.add(name)
  }

  private isSettled(type: ResourceType): boolean {
    const state = this.states[type]
    return !state.isOpen || (state.inFlightBytes === 0 && this.need(type) === null)
  }

  // Refused clusters hold back routes only where those could name a cluster the proxy does not have.
  private hasEveryCluster(): boolean {
    const { error, acked } = this.states.CDS
    if (error === null || acked === null) return true
    return [...this.clusters.names()].every((name) => acked.get(name) !== undefined)
  }

  private hasSwitched(): boolean {
    return (['CDS', 'EDS', 'LDS', 'RDS'] as const).every((type) => this.isSettled(type)) && !this.states.LDS.error && !this.states.RDS.error
  }

  // No route that was sent names a cluster that was never accepted, so that one need not stay: it would keep its refusal standing.
  private keepFormerClusters(): void {
    const { told, acked, isWildcard } = this.states.CDS
    const next = this.snapshot.CDS
    const isKept = (name: string): boolean => next.get(name) === undefined && (acked === null || acked.get(name) !== undefined)
    const gone = told && isWildcard ? changedNames(next, told).filter(isKept) : []
    const former = this.assignments
    this.kept = gone.length === 0 ? emptySet : toResourceSet(gone.flatMap((name) => told?.get(name) ?? []))
    this.keptAssignments = gone.length === 0 ? emptySet : toResourceSet(gone.flatMap((name) => former.get(name) ?? []))
    this.clusters = joinSets(next, this.kept)
    this.assignments = joinSets(this.snapshot.EDS, this.keptAssignments)
  }

  /** It has and accepted everything. */
  isInSync(): boolean {
    const { CDS, LDS } = this.states
    if (!CDS.isOpen || !LDS.isOpen || this.kept.size > 0) return false
    const isSubscribed = (type: 'EDS' | 'RDS'): boolean =>
      !CDS.isWildcard || [...this.snapshot[type].names()].every((name) => this.states[type].names.has(name))
    return (
      resourceTypes.every((type) => this.isSettled(type) && this.states[type].error === null) && isSubscribed('EDS') && isSubscribed('RDS')
    )
  }
}

const mostNamed = 10

/** Envoy's words; where they name no resource, what was new in the refused answer follows: one of these it must be. */
function nameSuspects(words: string, names: readonly string[]): string {
  if (names.length === 0 || names.some((name) => words.includes(name))) return words
  const rest = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return `${words} (new in the refused answer: ${names.slice(0, mostNamed).join(', ')}${rest})`
}
