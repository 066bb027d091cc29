import type { Desired } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import type { Problem, ProxyIdentity } from '@/lib/mesh/proxy'
import type { ProxyWindow } from '@/lib/mesh/window'
import { addInjections, type InjectedCalls } from '@/lib/metrics/add-injections'
import { type AddressBook, buildAddressBook } from '@/lib/metrics/address-book'
import type { Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import type { Store } from '@/lib/store/store'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

type TargetState = {
  previous: Sweep | null
  nextAt: Millis
  inFlight: boolean
  bound: Sweep['bound']
  certifiedAt: Millis
  /** The connection it was last read at once for. */
  greetedAt: Millis | null
  /** The connection it was last read on: what the proxy counted before is in windows already. */
  readOn: Millis | null
}
type ScraperContext = Pick<RuntimeContext, 'log' | 'now' | 'random'> & {
  reader: Pick<ProxyReader, 'sweep' | 'nextDelayMs' | 'readCertificates'>
  store: { series: Pick<Store['series'], 'append'> }
}
export type ScraperSources = {
  desired(): Desired | null
  targetOf(member: FleetMember): TargetAnswer
  onWindow(window: ProxyWindow): void
  /** Every good reading, also one that makes no window; before its window. */
  onSweep?(proxyId: string, sweep: Sweep): void
  /** Whose calls the injections are of that a proxy counts under this name, where only its driver knows. */
  injectedBy?(proxyId: string, counter: string): InjectedCalls | null
  onFirstAnswer(identity: ProxyIdentity, target: Target): void
}

const certificatesEveryMs = 3_600_000
/** From a proxy's start to its control stream. */
const startUpMs = 2_000
/** A proxy that could not be read for longer than this after it connected gets a plain baseline: so long a window would tell no rate. */
const longestFirstWindowMs = 60_000

/** Reads every proxy each `intervalMs`, a newly connected one at once and then at its own jittered offset, never two reads of one proxy at once; one that is dead or slow delays no other. */
export class Scraper {
  private readonly states = new Map<string, TargetState>()
  private readonly ctx: ScraperContext
  private readonly fleet: Fleet
  private readonly intervalMs: number
  private readonly sources: ScraperSources
  private readonly abort = new AbortController()
  private book: AddressBook | null = null
  private bookOf: Desired['mesh'] | null = null

  constructor(ctx: ScraperContext, fleet: Fleet, intervalMs: number, sources: ScraperSources) {
    this.ctx = ctx
    this.fleet = fleet
    this.intervalMs = intervalMs
    this.sources = sources
  }

  /** Starts the reads that are due; called a few times a second. It does not wait for them. */
  tick(now: Millis): void {
    const members = this.fleet.list()
    this.forgetGone(members)
    for (const member of members) {
      const state = this.stateOf(member.identity.id, now)
      this.greet(member, state, now)
      if (state.inFlight || now < state.nextAt) continue
      const answer = this.sources.targetOf(member)
      state.nextAt += this.intervalMs * Math.max(1, Math.ceil((now - state.nextAt) / this.intervalMs))
      if (answer.ok) void this.read(member.identity, answer.target, state)
      else if (answer.problem) this.missed(member, answer.problem)
    }
  }

  /** The next round of this proxy is due now; one whose pages are slow keeps its rest. */
  readSoon(id: string): void {
    const state = this.states.get(id)
    if (state && this.ctx.reader.nextDelayMs(id) === 0) state.nextAt = Math.min(state.nextAt, this.ctx.now())
  }

  /** Endpoints moved: who listens where is looked up anew. */
  forgetAddresses(): void {
    this.book = null
  }

  stop(): void {
    this.abort.abort()
  }

  private async read(identity: ProxyIdentity, target: Target, state: TargetState): Promise<void> {
    state.inFlight = true
    try {
      const reading = await this.ctx.reader.sweep(target, this.abort.signal)
      const member = this.fleet.get(identity.id)
      if (!member || this.abort.signal.aborted) return
      if (!reading.ok) {
        if (member.status.reading.missedRounds >= 2) state.previous = null
        this.missed(member, reading.problem)
        return
      }
      const sweep = reading.value
      this.sources.onSweep?.(identity.id, sweep)
      this.fleet.read(identity.id, {
        lastAnswerAt: sweep.at,
        missedRounds: 0,
        problem: null,
        sweepMs: sweep.tookMs,
        sweepBytes: sweep.sizeBytes,
      })
      if (sweep.bound && JSON.stringify(sweep.bound) !== JSON.stringify(state.bound)) {
        state.bound = sweep.bound
        this.book = null
      }
      if (member.identity.isStatic && !state.previous) this.sources.onFirstAnswer(member.identity, target)
      this.record(member, state, sweep)
      await this.readCertificates(target, state)
    } catch (error) {
      this.ctx.log.error({ proxy: identity.id, error: String(error) }, 'a reading could not be turned into a window')
    } finally {
      state.inFlight = false
      state.nextAt = Math.max(state.nextAt, this.ctx.now() + this.ctx.reader.nextDelayMs(identity.id))
    }
  }

  private async readCertificates(target: Target, state: TargetState): Promise<void> {
    if (target.kind !== 'envoy' || this.ctx.now() - state.certifiedAt < certificatesEveryMs) return
    const reading = await this.ctx.reader.readCertificates(target, this.abort.signal)
    if (!reading.ok) return
    state.certifiedAt = reading.at
    this.fleet.certified(target.id, reading.value)
  }

  private record({ identity, status }: FleetMember, state: TargetState, sweep: Sweep): void {
    // Whom a foreign proxy calls is not known before all of them have been read once.
    const isFirst = !identity.isStatic && status.connected && state.readOn !== status.connectionChangedAt
    const previous = state.previous ?? (isFirst ? beginningOf(sweep, status.connectionChangedAt) : null)
    state.previous = sweep
    state.readOn = status.connectionChangedAt
    if (!previous) return
    const protocols = new Map(this.sources.desired()?.mesh.services.map((service) => [service.name, service]) ?? [])
    const counted = toWindow(previous, sweep, { identity, addresses: this.addressBook(), services: protocols })
    const callsOf = (counter: string): InjectedCalls | null => this.sources.injectedBy?.(identity.id, counter) ?? null
    const window = identity.levers ? addInjections(counted, { previous, current: sweep }, callsOf) : counted
    this.ctx.store.series.append([window])
    this.sources.onWindow(window)
  }

  /** The id of the proxy that listens at this `ip:port`; null where none is known. Windows name instances so. */
  ownerAt(address: string): string | null {
    return this.addressBook().get(address)?.proxyId ?? null
  }

  private addressBook(): AddressBook {
    const mesh = this.sources.desired()?.mesh ?? null
    if (mesh !== this.bookOf) this.book = null
    this.bookOf = mesh
    const bound = new Map([...this.states].map(([id, state]) => [id, state.bound ?? []]))
    this.book ??= buildAddressBook(this.fleet.identities(), bound, mesh?.services ?? [])
    return this.book
  }

  private missed(member: FleetMember, problem: Problem): void {
    const { reading } = member.status
    this.fleet.read(member.identity.id, { ...reading, missedRounds: reading.missedRounds + 1, problem })
  }

  /** The first reading of a new connection comes at once, the second after a random part of the interval: so hundreds that connect together are spread. */
  private greet({ status }: FleetMember, state: TargetState, now: Millis): void {
    if (!status.connected || state.previous || state.inFlight || state.greetedAt === status.connectionChangedAt) return
    state.greetedAt = status.connectionChangedAt
    state.nextAt = now - this.intervalMs + Math.ceil(this.ctx.random() * this.intervalMs)
  }

  private stateOf(id: string, now: Millis): TargetState {
    const known = this.states.get(id)
    if (known) return known
    const state: TargetState = {
      previous: null,
      nextAt: now + Math.floor(this.ctx.random() * this.intervalMs),
      inFlight: false,
      bound: null,
      certifiedAt: 0,
      greetedAt: null,
      readOn: null,
    }
    this.states.set(id, state)
    return state
  }

  private forgetGone(members: readonly FleetMember[]): void {
    if (this.states.size <= members.length) return
    const present = new Set(members.map((member) => member.identity.id))
    for (const id of this.states.keys()) if (!present.has(id)) this.states.delete(id)
  }
}

/**
 * The zeros a proxy began with, when it began about when it connected: then all it has counted is news. Null for one that lived before, as Outrider may have
 * counted that already. Uptime is in whole seconds and a few seconds late, so the connection itself may be the older moment.
 */
function beginningOf(sweep: Sweep, connectedAt: Millis | null): Sweep | null {
  if (connectedAt === null || sweep.uptimeSeconds === null) return null
  const ageMs = sweep.at - connectedAt
  if (ageMs > longestFirstWindowMs || sweep.uptimeSeconds * 1000 > ageMs + startUpMs) return null
  const at = Math.min(connectedAt, sweep.at - (sweep.uptimeSeconds + 1) * 1000)
  return { ...sweep, at, clusters: [], listeners: [], uptimeSeconds: 0 }
}
