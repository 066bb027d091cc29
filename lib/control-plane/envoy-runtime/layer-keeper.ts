import type { ControlPlaneEvent, Desired, TrialOutcome } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { Problem, ProxyIdentity, TypeSync } from '@/lib/mesh/proxy'
import { type KeptProxy, newKeptProxy } from './kept-proxy'
import type { AdminTarget, EnvoyRuntimeOptions, WrittenProxy } from './options'
import { toPlace } from './place'
import { findTrouble, planWrites, settleNotes } from './plan-writes'
import type { Noted } from './value-notes'
import { findWantedValues, stillOwned } from './wanted-values'

const glanceEveryMs = 30_000
/** A configuration dump is dear on a large proxy: it is asked for when the readouts moved, and as often as this. */
const leversEveryMs = 3_600_000
const retryEveryMs = 2_000
const checkEveryMs = 5_000
const missesToLose = 3
/** What ends elsewhere by its own clock is taken out here when the store has been silent as long. */
const leaseMs = 15_000

/** Keeps the admin layers of all its proxies at what is wanted: notes first, writes, reads back. One proxy at a time per proxy; one that is dead delays no other. */
export class LayerKeeper {
  desired: Desired | null = null
  private faults: readonly Fault[] = []
  private activeIds = ''
  private isLoaded = false
  /** Those that did not answer when they were last written to. */
  private readonly unreached = new Set<string>()
  private storeAliveAt: Millis
  private readonly states = new Map<string, KeptProxy>()
  private written = new Map<string, WrittenProxy>()
  /** Keys a former run left, by proxy. */
  private leftovers = new Map<string, Set<string>>()
  private readonly options: EnvoyRuntimeOptions
  private readonly emit: (event: ControlPlaneEvent) => void
  private readonly abort = new AbortController()

  constructor(options: EnvoyRuntimeOptions, emit: (event: ControlPlaneEvent) => void) {
    this.options = options
    this.emit = emit
    this.storeAliveAt = options.now()
  }

  async load(): Promise<void> {
    this.written = await this.options.journal.load()
    this.leftovers = new Map([...this.written].map(([id, { noted }]) => [id, new Set(noted.keys())]))
    this.isLoaded = true
  }

  publish(desired: Desired): void {
    this.desired = desired
    this.wakeAll()
  }

  lease(faults: readonly Fault[]): void {
    this.faults = faults
    this.tick()
  }

  notesOf(proxyId: string): Noted {
    return this.written.get(proxyId)?.noted ?? new Map()
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
    if (!this.isLoaded) return
    const ids = JSON.stringify(this.activeFaults().map(({ id }) => id))
    if (ids !== this.activeIds) {
      this.activeIds = ids
      this.wakeAll()
    }
    const listed = new Set(this.options.proxies().map(({ id }) => id))
    for (const target of this.targets()) void this.serve(target, listed.has(target.id))
  }

  /** Sets what this state asks of one proxy, and what became of it; it stays until the next publish says otherwise. */
  async tryOn(desired: Desired, proxyIds: readonly string[]): Promise<TrialOutcome> {
    const target = this.targets().find(({ id }) => proxyIds.includes(id))
    if (!target) return { kind: 'unavailable', proxyId: null }
    const { id } = target
    const problem = await this.alone(id, () => this.sync(target, desired, this.activeFaults())).catch((error: unknown) => String(error))
    if (problem === null) return { kind: 'accepted', proxyId: id }
    // Who does not answer has refused nothing.
    return this.unreached.has(id) ? { kind: 'unavailable', proxyId: id } : { kind: 'refused', proxyId: id, words: problem }
  }

  resend(proxyId: string): boolean {
    const target = this.targets().find(({ id }) => id === proxyId)
    if (!target) return false
    this.stateOf(proxyId).isDue = true
    void this.serve(target, true)
    return true
  }

  /** Takes every fault out; weights of policies stay, as they are no experiment. Waits for it at most `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.faults = []
    const held = this.targets().filter(({ id }) => [...this.notesOf(id).values()].some(({ owner }) => owner.startsWith('fault:')))
    const work = Promise.all(
      held.map(async (target) => {
        const { desired } = this
        if (desired) await this.alone(target.id, () => this.sync(target, desired, []))
      }),
    ).catch((error: unknown) => this.options.log.warn({ error: String(error) }, 'faults could not be taken out of every proxy'))
    await Promise.race([work, new Promise((resolve) => setTimeout(resolve, withinMs).unref())])
    this.abort.abort()
  }

  private targets(): AdminTarget[] {
    const known = this.options
      .proxies()
      .flatMap(({ id, kind, isStatic, adminUrl }): AdminTarget[] =>
        kind === 'envoy' && isStatic && adminUrl ? [{ id, url: adminUrl, kind }] : [],
      )
    const ids = new Set(known.map(({ id }) => id))
    const gone = [...this.written].filter(([id]) => !ids.has(id))
    return [...known, ...gone.map(([id, { url }]): AdminTarget => ({ id, url, kind: 'envoy' }))]
  }

  private identityOf(id: string): ProxyIdentity | undefined {
    return this.options.proxies().find((identity) => identity.id === id)
  }

  private async serve(target: AdminTarget, isListed: boolean): Promise<void> {
    const state = this.stateOf(target.id)
    if (state.work || this.abort.signal.aborted) return
    const now = this.options.now()
    const needsLook = isListed && now - state.glancedAt >= (state.isReached ? glanceEveryMs : retryEveryMs)
    const holds = this.notesOf(target.id).size > 0 || state.problem !== null
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
    if (!this.desired) return
    state.isDue = false
    state.checkedAt = this.options.now()
    state.problem = await this.sync(target, this.desired, this.activeFaults())
    if (state.isReached) this.tell(target.id, state, this.desired.revision)
  }

  private async look(target: AdminTarget, state: KeptProxy): Promise<void> {
    const now = this.options.now()
    state.glancedAt = now
    const { admin } = this.options
    const glance = await admin.readReadouts(target, this.abort.signal)
    const isSame = glance.ok && state.isReached && glance.value === state.readouts && now - state.leversAt < leversEveryMs
    if (isSame) return
    const reading = glance.ok ? await admin.readLevers(target, this.abort.signal) : glance
    const identity = this.identityOf(target.id)
    if (!identity) return
    if (!reading.ok || !glance.ok) {
      state.misses += 1
      if (state.misses < missesToLose || !state.isReached) return
      state.isReached = false
      this.emit({ kind: 'disconnected', proxyId: target.id, at: reading.at })
      return
    }
    state.misses = 0
    state.leversAt = now
    state.readouts = glance.value
    const isNew = JSON.stringify(identity.levers) !== JSON.stringify(reading.value)
    if (!isNew && state.isReached) return
    state.isReached = true
    state.isDue = true
    state.told = ''
    const { hostname } = new URL(target.url)
    this.emit({ kind: 'connected', identity: { ...identity, levers: reading.value }, peerAddress: hostname, at: reading.at })
  }

  /** null when everything that is wanted is in force and nothing else of ours is there; else why not, in words. */
  private async sync(target: AdminTarget, desired: Desired, faults: readonly Fault[]): Promise<string | null> {
    const { admin, log } = this.options
    const { signal } = this.abort
    const before = this.notesOf(target.id)
    const identity = this.identityOf(target.id)
    const place = identity ? toPlace(desired, identity) : null
    const wanted = place ? findWantedValues(place, desired, faults) : stillOwned(identity ? before : new Map(), desired, faults)
    if (before.size === 0 && wanted.size === 0) return null
    const present = await admin.readRuntime(target, signal)
    if (!present.ok) return this.unreachable(target.id, present.problem)
    const plan = planWrites(wanted, before, present.value)
    // It has lost what it held: it started anew, perhaps on another configuration.
    const hasLost = [...before.keys()].some((key) => wanted.has(key) && (present.value.get(key)?.admin ?? '') === '')
    if (hasLost) Object.assign(this.stateOf(target.id), { glancedAt: 0, leversAt: 0 })
    if (plan.set.size > 0) {
      // What is only taken out is in the notes already, and must not wait for a disk that may be dead.
      if ([...plan.set.values()].some((value) => value !== '')) await this.note(target, plan.noted)
      const set = await admin.setValues(target, plan.set, signal)
      if (!set.ok) return this.unreachable(target.id, set.problem)
    }
    const after = plan.set.size > 0 ? await admin.readRuntime(target, signal) : present
    if (!after.ok) return this.unreachable(target.id, after.problem)
    this.unreached.delete(target.id)
    const settled = settleNotes(plan.noted, wanted, after.value)
    if (JSON.stringify([...settled]) !== JSON.stringify([...this.notesOf(target.id)])) await this.note(target, settled)
    if (plan.lost.length > 0)
      log.warn({ proxy: target.id, keys: plan.lost }, 'values that Outrider had set were changed by somebody else, and are left alone')
    for (const key of wanted.keys()) this.leftovers.get(target.id)?.delete(key)
    this.tellCleared(
      target.id,
      before,
      [...plan.set].flatMap(([key, value]) => (value === '' && !settled.has(key) ? [key] : [])),
    )
    return findTrouble(plan.foreign, wanted, after.value, place?.levers.faults.map(({ maxActiveKey }) => maxActiveKey) ?? [])
  }

  private unreachable(id: string, { kind, message }: Problem): string {
    if (kind === 'http_status') this.unreached.delete(id)
    else this.unreached.add(id)
    return message
  }

  private async note(target: AdminTarget, noted: Noted): Promise<void> {
    const written = noted.size === 0 ? null : { url: target.url, noted }
    await this.options.journal.save(target.id, written)
    if (written) this.written.set(target.id, written)
    else this.written.delete(target.id)
  }

  /** A refusal in the same words that a refused push has. */
  private tell(proxyId: string, state: KeptProxy, revision: number): void {
    const told = `${revision} ${state.problem}`
    if (state.told === told) return
    state.told = told
    const at = this.options.now()
    if (state.problem === null) state.synced = revision
    const refused: TypeSync = {
      type: 'RTDS',
      status: 'NACKED',
      sentVersion: String(revision),
      ackedVersion: null,
      error: state.problem,
      at,
    }
    this.emit({
      kind: 'sync',
      proxyId,
      sync: state.problem === null ? [] : [refused],
      syncedRevision: state.synced,
      offeredRevision: revision,
      at,
    })
  }

  /** Once per key that a former run left and nobody owns. taken: keys that were there and are not any more. */
  private tellCleared(proxyId: string, before: Noted, taken: readonly string[]): void {
    const left = this.leftovers.get(proxyId)
    const cleared = taken.filter((key) => left?.delete(key))
    if (cleared.length === 0) return
    const words = cleared.map((key) => `${key} (${before.get(key)?.owner ?? 'unknown'})`).join(', ')
    const text = `taken out of the admin layer of ${proxyId}, where a former run of Outrider had left it: ${words}`
    this.options.log.warn({ proxy: proxyId, keys: cleared }, text)
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
