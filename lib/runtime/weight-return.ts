import type { CanaryRecord } from '@/lib/canary/canary-record'
import type { ControlPlane, Desired, LeasedWeights } from '@/lib/control-plane/control-plane'
import type { Target } from '@/lib/proxies/proxy-reader'
import { leasedWeights } from '@/lib/routing/canary-weights'
import type { FaultLock } from '@/lib/store/store'
import { BackOff } from './back-off'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'
import { type WeightReturnNote, WeightReturnNotes } from './weight-return-notes'

type Order = { note: WeightReturnNote; target: Target; values: ReadonlyMap<string, string> }
type ReturnContext = Pick<RuntimeContext, 'store' | 'log' | 'now'> & {
  controlPlane: Pick<ControlPlane, 'consumers' | 'adminWeights'>
  reader: Pick<RuntimeContext['reader'], 'setValues'>
}
type Sources = { desired(): Desired | null; targetOf(member: FleetMember): TargetAnswer }

/** A push is in force in far less; whoever has not taken it by then has a stream that is stuck. The red button does not wait. */
const patienceMs = 1_500
/** A proxy that was never seen again is given up. */
const forgottenAfterMs = 86_400_000
const firstRetryMs = 1_000
/** While a canary still has weight there. */
const longestRetryMs = 15_000
/** To take out what does no harm where it is. */
const longestClearMs = 300_000

/**
 * A canary's second way back: while one rolls back, a proxy that does not take the weight 0 over its stream is told it through its own admin page. Noted before it
 * is written, and taken out as soon as that proxy has the routes of the ended canary.
 */
export class WeightReturn {
  private readonly notes: WeightReturnNotes
  /** Said to have taken it, by key. */
  private readonly taken = new Set<string>()
  private readonly telling = new BackOff(firstRetryMs, longestRetryMs)
  private readonly clearing = new BackOff(firstRetryMs, longestClearMs)
  private readonly ctx: ReturnContext
  private readonly fleet: Fleet
  private readonly sources: Sources

  constructor(ctx: ReturnContext, fleet: Fleet, sources: Sources) {
    this.ctx = ctx
    this.fleet = fleet
    this.sources = sources
    this.notes = new WeightReturnNotes(ctx.store.steer.values)
  }

  /** Keys that are set now, or may be, so that nobody takes them for somebody else's. */
  heldKeys(proxyId: string): string[] {
    return this.notes.list().flatMap((note) => (note.proxyId === proxyId ? note.keys : []))
  }

  /** Tells every proxy that has to be told now. What does not answer is told again, ever less often. */
  async round(lock: FaultLock, signal: AbortSignal): Promise<void> {
    const desired = this.sources.desired()
    if (!desired) return
    await this.notes.load()
    const due = (await this.ctx.store.steer.canaries.open()).filter(({ record: { state } }) => {
      const { phase } = state
      return phase.name === 'rolling_back' && (lock?.locked === true || this.ctx.now() - phase.since >= patienceMs)
    })
    const orders = due.flatMap(({ record }) => this.ordersOf(record, desired)).filter(({ note }) => !this.taken.has(keyOf(note)))
    this.telling.keepOnly(new Set(orders.map(({ note }) => keyOf(note))))
    const now = orders.filter(({ note }) => this.telling.isDue(keyOf(note), this.ctx.now()))
    const known = new Set(this.notes.list().map(keyOf))
    const fresh = now.filter(({ note }) => !known.has(keyOf(note))).map(({ note }) => note)
    if (fresh.length > 0) await this.notes.change((notes) => [...notes, ...fresh])
    await Promise.all(now.map((order) => this.tell(order, signal)))
  }

  /** Takes out what is not needed any more, of all such proxies at once. */
  async takeBack(signal: AbortSignal): Promise<void> {
    await this.notes.load()
    const over: WeightReturnNote[] = []
    for (const note of this.notes.list()) if (await this.isOver(note)) over.push(note)
    this.clearing.keepOnly(new Set(over.map(keyOf)))
    const due = over.filter((note) => this.clearing.isDue(keyOf(note), this.ctx.now()))
    const done = await Promise.all(due.map((note) => this.clear(note, signal)))
    const gone = new Set(due.filter((_, index) => done[index]).map(keyOf))
    if (gone.size === 0) return
    await this.notes.change((notes) => notes.filter((note) => !gone.has(keyOf(note))))
    for (const key of gone) this.taken.delete(key)
  }

  private ordersOf(record: CanaryRecord, desired: Desired): Order[] {
    const { id, service, version, baseline } = record.state.plan
    const policy = desired.policies.find((stored) => stored.policy.service === service)?.policy
    if (!policy) return []
    const rules = leasedWeights(policy, { id, service, version, baseline, weightPercent: 0, mode: 'lease' })
    const weights: LeasedWeights = { canaryId: id, service, rules }
    return this.ctx.controlPlane.consumers(desired, service, this.fleet.identities()).flatMap((consumer) => {
      const member = this.fleet.get(consumer.id)
      const answer = member && isBehind(record, member) ? this.sources.targetOf(member) : null
      if (!member || !answer?.ok) return []
      const values = this.ctx.controlPlane.adminWeights?.(desired.mesh, member.identity, weights) ?? new Map<string, string>()
      if (values.size === 0) return []
      const note = { proxyId: consumer.id, url: answer.target.url, canaryId: id, keys: [...values.keys()], at: this.ctx.now() }
      return [{ note, target: answer.target, values }]
    })
  }

  /** Only who answers that it did not take it has not: without an answer nobody knows. */
  private async tell({ note, target, values }: Order, signal: AbortSignal): Promise<void> {
    const key = keyOf(note)
    const set = await this.ctx.reader.setValues(target, values, signal)
    if (set.ok) {
      this.taken.add(key)
      const { proxyId: proxy, canaryId: canary } = note
      this.ctx.log.warn({ proxy, canary }, 'its stream does not take the weight 0: it was told through its admin page')
      return
    }
    this.telling.failed(key, this.ctx.now())
    if (set.problem.kind === 'http_status') await this.notes.change((notes) => notes.filter((other) => keyOf(other) !== key))
  }

  /** Is it done with? */
  private async clear({ proxyId, url, keys, ...note }: WeightReturnNote, signal: AbortSignal): Promise<boolean> {
    const target: Target = { id: proxyId, url, kind: 'envoy' }
    const cleared = await this.ctx.reader.setValues(target, new Map(keys.map((key) => [key, ''])), signal)
    if (cleared.ok || this.ctx.now() - note.at > forgottenAfterMs) return true
    this.clearing.failed(keyOf({ proxyId, url, ...note }), this.ctx.now())
    return false
  }

  /** Its own routes give the canary's version nothing any more, so that taking the values out moves no request. */
  private async isOver({ proxyId, canaryId }: WeightReturnNote): Promise<boolean> {
    const record = (await this.ctx.store.steer.canaries.get(canaryId))?.record
    const member = this.fleet.get(proxyId)
    if (!record || !member) return true
    const { connected, syncedRevision } = member.status
    return record.state.phase.name === 'ended' && connected && syncedRevision >= (record.endRevision ?? Number.POSITIVE_INFINITY)
  }
}

const keyOf = ({ canaryId, proxyId, url }: Pick<WeightReturnNote, 'canaryId' | 'proxyId' | 'url'>): string =>
  `${canaryId} ${proxyId} ${url}`

const isBehind = ({ evidence }: CanaryRecord, { identity }: FleetMember): boolean =>
  !evidence.some(({ proxyId, stage }) => proxyId === identity.id && (stage === 'loaded' || stage === 'observed'))
