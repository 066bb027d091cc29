import type { ControlPlaneEvent, Desired, TrialOutcome } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { findUnresolved } from './find-weight-way'
import { type KeptProxy, keepSince, newKeptProxy, toSync } from './kept-proxy'
import { LayerNotes } from './layer-notes'
import { lookAt } from './look-at'
import type { AdminTarget, EnvoyRuntimeOptions } from './options'
import { toPlace } from './place'
import { type SyncResult, syncLayer } from './sync-layer'
import type { Noted } from './value-notes'
import { weightsOwner } from './wanted-values'

const glanceEveryMs = 30_000
const retryEveryMs = 2_000
const checkEveryMs = 5_000
/** What ends elsewhere by its own clock is taken out here when the store has been silent as long. */
const leaseMs = 15_000

/** Keeps the admin layers of all its proxies at what is wanted. One piece of work per proxy at a time; one that is dead delays no other. */
export class LayerKeeper {
  desired: Desired | null = null
  /** What one proxy accepted, until it is published to all. */
  private trial: { id: string; desired: Desired } | null = null
  private faults: readonly Fault[] = []
  private activeIds = ''
  private isLoaded = false
  /** From then on nothing is set any more, whoever asks: a reconcile that is under way may end after the layers were cleaned. */
  private isStopping = false
  private storeAliveAt: Millis
  private readonly states = new Map<string, KeptProxy>()
  private readonly notes: LayerNotes
  private readonly options: EnvoyRuntimeOptions
  private readonly emit: (event: ControlPlaneEvent) => void
  private readonly abort = new AbortController()

  constructor(options: EnvoyRuntimeOptions, emit: (event: ControlPlaneEvent) => void) {
    this.options = options
    this.emit = emit
    this.notes = new LayerNotes(options.journal)
    this.storeAliveAt = options.now()
  }

  async load(): Promise<void> {
    await this.notes.load()
    this.isLoaded = true
  }

  publish(desired: Desired): void {
    if (this.isStopping) return
    this.desired = desired
    this.trial = null
    this.wakeAll()
  }

  lease(faults: readonly Fault[]): void {
    if (this.isStopping) return
    this.faults = faults
    this.tick()
  }

  notesOf(proxyId: string): Noted {
    return this.notes.of(proxyId)
  }

  /** Those that may inject now: leased, before their end, and with a store that vouches for them. */
  activeFaults(): readonly Fault[] {
    const now = this.options.now()
    if (this.options.isStoreAlive()) this.storeAliveAt = now
    if (now - this.storeAliveAt > leaseMs) return []
    return this.faults.filter((fault) => now < fault.endsAt)
  }

  /** Starts what is due and waits for nothing. */
  tick(): void {
    // What a former run left must be known first.
    if (!this.isLoaded || this.isStopping) return
    const ids = JSON.stringify(this.activeFaults().map(({ id }) => id))
    if (ids !== this.activeIds) {
      this.activeIds = ids
      this.wakeAll()
    }
    const listed = new Set(this.options.proxies().map(({ id }) => id))
    for (const target of this.targets()) void this.serve(target, listed.has(target.id))
  }

  /** Sets what this state asks of the first of these proxies, and what became of it; accepted, it stays until the next publish. Only what is edited is judged. */
  async tryOn(desired: Desired, proxyIds: readonly string[]): Promise<TrialOutcome> {
    const targets = this.targets()
    const target = proxyIds.flatMap((id) => targets.find((known) => known.id === id) ?? []).at(0)
    if (!target || this.isStopping) return { kind: 'unavailable', proxyId: null }
    const { id } = target
    const owners = editedOwners(this.desired, desired)
    if (this.isUnclear(id, desired, owners)) return { kind: 'unavailable', proxyId: id }
    const outcome = await this.alone(id, async (): Promise<TrialOutcome> => {
      const result = await this.sync(target, desired, this.activeFaults())
      if (result.kind === 'unreached') return { kind: 'unavailable', proxyId: id }
      const refusal = result.troubles.find(({ owner }) => owners.has(owner))
      return refusal ? { kind: 'refused', proxyId: id, words: refusal.words } : { kind: 'accepted', proxyId: id }
    })
    if (outcome.kind === 'accepted') this.trial = { id, desired }
    // It is given back what was published.
    else this.stateOf(id).isDue = true
    return outcome
  }

  /** Whose its destinations are is not known now: what it would make of these edits neither. */
  private isUnclear(id: string, desired: Desired, owners: ReadonlySet<string>): boolean {
    const identity = this.identityOf(id)
    const place = identity ? toPlace(desired, identity) : null
    return desired.policies.some(
      ({ policy: { service } }) => owners.has(weightsOwner(service)) && place && findUnresolved(place, service).length > 0,
    )
  }

  resend(proxyId: string): boolean {
    const target = this.targets().find(({ id }) => id === proxyId)
    if (!target || this.isStopping) return false
    this.stateOf(proxyId).isDue = true
    void this.serve(target, true)
    return true
  }

  /**
   * Takes out what it wrote: faults, and weights of policies, which the next start sets again. Weights that a running canary moves stay, as whoever started it here
   * said so. Waits for it at most `withinMs`.
   */
  async stop(withinMs: number): Promise<void> {
    this.isStopping = true
    this.faults = []
    const left = this.desired && whatStays(this.desired)
    const held = left ? this.targets().filter(({ id }) => this.notesOf(id).size > 0 || this.stateOf(id).work !== null) : []
    const work = Promise.all(
      held.map(async (target) => {
        if (left) await this.alone(target.id, () => this.sync(target, left, []))
      }),
    ).catch((error: unknown) => this.options.log.warn({ error: String(error) }, 'not every proxy could be left as it was'))
    await Promise.race([work, new Promise((resolve) => setTimeout(resolve, withinMs).unref())])
    this.abort.abort()
  }

  private targets(): AdminTarget[] {
    const known = this.options
      .proxies()
      .flatMap(({ id, kind, isStatic, adminUrl }): AdminTarget[] =>
        kind === 'envoy' && isStatic && adminUrl ? [{ id, url: adminUrl, kind }] : [],
      )
    if (this.notes.follow(known)) for (const { id } of known) this.stateOf(id).isDue = true
    return [...known, ...this.notes.beside(new Set(known.map(({ id }) => id)))]
  }

  private identityOf(id: string): ProxyIdentity | undefined {
    return this.options.proxies().find((identity) => identity.id === id)
  }

  private async serve(target: AdminTarget, isListed: boolean): Promise<void> {
    const state = this.stateOf(target.id)
    if (state.work || this.isStopping) return
    const now = this.options.now()
    const needsLook = isListed && now - state.glancedAt >= (state.isReached ? glanceEveryMs : retryEveryMs)
    const holds = this.notesOf(target.id).size > 0 || this.notes.isDoubtful(target.id) || state.isTroubled
    const needsSync = this.desired !== null && (state.isDue || (holds && now - state.checkedAt >= checkEveryMs))
    if (!needsLook && !needsSync) return
    await this.alone(target.id, () => this.visit(target, state, needsLook)).catch((error: unknown) =>
      this.options.log.warn({ proxy: target.id, error: String(error) }, 'its runtime layer could not be kept'),
    )
  }

  /** One piece of work per proxy at a time. */
  private alone<T>(id: string, body: () => Promise<T>): Promise<T> {
    const state = this.stateOf(id)
    const work = (state.work ?? Promise.resolve()).then(body)
    const done: Promise<void> = work
      .then(
        () => {},
        () => {},
      )
      .finally(() => {
        if (state.work === done) state.work = null
      })
    state.work = done
    return work
  }

  private async visit(target: AdminTarget, state: KeptProxy, needsLook: boolean): Promise<void> {
    if (needsLook) await this.look(target, state)
    const { desired } = this
    if (!desired) return
    state.isDue = false
    state.checkedAt = this.options.now()
    const result = await this.sync(target, this.trial?.id === target.id ? this.trial.desired : desired, this.activeFaults())
    state.isTroubled = result.kind === 'unreached' || result.troubles.length > 0
    if (state.isReached) this.tell(target.id, state, desired.revision, result)
  }

  private async look(target: AdminTarget, state: KeptProxy): Promise<void> {
    const { admin, now } = this.options
    const news = await lookAt({ target, state, identityOf: (id) => this.identityOf(id), admin, now: now(), signal: this.abort.signal })
    if (news) this.emit(news)
  }

  private async sync(target: AdminTarget, desired: Desired, faults: readonly Fault[]): Promise<SyncResult> {
    const { admin, log } = this.options
    const tools = { admin, log, notes: this.notes, signal: this.abort.signal }
    const result = await syncLayer(tools, { target, identity: this.identityOf(target.id), desired, faults })
    if (result.hasLost) Object.assign(this.stateOf(target.id), { glancedAt: 0, leversAt: 0 })
    if (result.kind === 'reached' && result.cleared.length > 0) this.tellCleared(target.id, result.cleared)
    return result
  }

  /** A refusal in the same words that a refused push has. */
  private tell(proxyId: string, state: KeptProxy, revision: number, result: SyncResult): void {
    const now = this.options.now()
    const isUnknown = result.kind === 'unreached'
    if (!isUnknown) state.troubles = keepSince(state.troubles, result.troubles, now)
    const told = JSON.stringify([revision, isUnknown || state.troubles])
    if (state.told === told) return
    state.told = told
    if (!isUnknown && state.troubles.length === 0) state.synced = revision
    const sync = toSync(state.troubles, isUnknown, revision, now)
    this.emit({ kind: 'sync', proxyId, sync, syncedRevision: state.synced, offeredRevision: revision, at: now })
  }

  private tellCleared(proxyId: string, cleared: readonly { key: string; owner: string }[]): void {
    const words = cleared.map(({ key, owner }) => `${key} (${owner})`).join(', ')
    const text = `taken out of the admin layer of ${proxyId}, where a former run of Outrider had left it: ${words}`
    this.options.log.warn({ proxy: proxyId, keys: cleared.map(({ key }) => key) }, text)
    this.emit({ kind: 'cleared', proxyId, text, at: this.options.now() })
  }

  private wakeAll(): void {
    for (const { id } of this.targets()) this.stateOf(id).isDue = true
  }

  private stateOf(id: string): KeptProxy {
    const known = this.states.get(id)
    if (known) return known
    const state = newKeptProxy()
    this.states.set(id, state)
    return state
  }
}

/** What a stop in order leaves in admin layers. */
function whatStays(desired: Desired): Desired {
  const moved = new Set(desired.canaries?.map(({ service }) => service))
  return { ...desired, policies: desired.policies.filter(({ policy }) => moved.has(policy.service)) }
}

/** Those whose policies this state edits; all where nothing was published before. */
function editedOwners(before: Desired | null, { policies }: Desired): Set<string> {
  const known = new Map(before?.policies.map(({ policy }) => [policy.service, JSON.stringify(policy)]))
  return new Set(
    policies.flatMap(({ policy }) => (known.get(policy.service) === JSON.stringify(policy) ? [] : [weightsOwner(policy.service)])),
  )
}
