import type { Desired } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import type { Problem, ProxyIdentity } from '@/lib/mesh/proxy'
import type { ProxyWindow } from '@/lib/mesh/window'
import { type AddressBook, buildAddressBook } from '@/lib/metrics/address-book'
import type { Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import type { Target } from '@/lib/proxies/proxy-reader'
import type { Fleet, FleetMember } from './fleet'
import type { RuntimeContext } from './runtime-context'
import type { TargetAnswer } from './targets'

type TargetState = { previous: Sweep | null; nextAt: Millis; inFlight: boolean; bound: Sweep['bound']; certifiedAt: Millis }
export type ScraperSources = {
  desired(): Desired | null
  targetOf(member: FleetMember): TargetAnswer
  onWindow(window: ProxyWindow): void
  onFirstAnswer(identity: ProxyIdentity, target: Target): void
}

const certificatesEveryMs = 3_600_000

/** Reads every proxy each `intervalMs`, each at its own jittered offset, never two reads of one proxy at once; one that is dead or slow delays no other. */
export class Scraper {
  private readonly states = new Map<string, TargetState>()
  private readonly ctx: RuntimeContext
  private readonly fleet: Fleet
  private readonly intervalMs: number
  private readonly sources: ScraperSources
  private readonly abort = new AbortController()
  private book: AddressBook | null = null

  constructor(ctx: RuntimeContext, fleet: Fleet, intervalMs: number, sources: ScraperSources) {
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
      if (state.inFlight || now < state.nextAt) continue
      const answer = this.sources.targetOf(member)
      state.nextAt += this.intervalMs * Math.max(1, Math.ceil((now - state.nextAt) / this.intervalMs))
      if (answer.ok) void this.read(member.identity, answer.target, state)
      else if (answer.problem) this.missed(member, answer.problem)
    }
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
      this.record(member.identity, state, sweep)
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

  private record(identity: ProxyIdentity, state: TargetState, sweep: Sweep): void {
    const { previous } = state
    state.previous = sweep
    if (!previous) return
    const protocols = new Map(this.sources.desired()?.mesh.services.map((service) => [service.name, service]) ?? [])
    const window = toWindow(previous, sweep, { identity, addresses: this.addressBook(), services: protocols })
    this.ctx.store.series.append([window])
    this.sources.onWindow(window)
  }

  private addressBook(): AddressBook {
    this.book ??= buildAddressBook(this.fleet.identities(), new Map([...this.states].map(([id, state]) => [id, state.bound ?? []])))
    return this.book
  }

  private missed(member: FleetMember, problem: Problem): void {
    const { reading } = member.status
    this.fleet.read(member.identity.id, { ...reading, missedRounds: reading.missedRounds + 1, problem })
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
