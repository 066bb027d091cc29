import type { ControlPlaneEvent } from '@/lib/control-plane/control-plane'
import { planDeregistration } from '@/lib/mesh/deregistration'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity, ProxyStatus } from '@/lib/mesh/proxy'
import type { Target } from '@/lib/proxies/proxy-reader'
import type { Fleet } from './fleet'
import type { RuntimeContext } from './runtime-context'

const deregisterAfterMs = 60_000
/** A proxy that came back while Outrider was away has this long to say so: its bootstrap tries again at least every 3 s. */
const reconnectMs = 30_000
/** What a stream said once (a second proxy with this id) is shown this long after it was last said. */
const problemShownMs = 60_000

/** Keeps the fleet and the durable registrations in step with the streams. `onMembership` is called when endpoints may have changed. */
export class Registrar {
  private keptReasons = new Map<string, string>()
  private readonly unstored = new Set<string>()
  private readonly ctx: RuntimeContext
  private readonly fleet: Fleet
  private readonly onMembership: () => void

  constructor(ctx: RuntimeContext, fleet: Fleet, onMembership: () => void) {
    this.ctx = ctx
    this.fleet = fleet
    this.onMembership = onMembership
  }

  /**
   * Proxies of the last run are known at once, as disconnected since now: a restart of ours is no loss of theirs. Who was lost before it stays lost since
   * then, but for the time to connect again.
   */
  async restore(now: Millis): Promise<void> {
    const { registrations } = this.ctx.store.steer
    const last = this.ctx.store.observed.listStatus()
    for (const identity of await registrations.list()) {
      if (identity.isStatic) await registrations.remove(identity.id)
      else this.fleet.put(identity, lostAt(last.get(identity.id), now))
    }
  }

  /** Asks a proxy of the configuration file who it is. What the file says of it stands; what it leaves open is the proxy's own word. */
  async identify(stated: ProxyIdentity, target: Target, signal: AbortSignal): Promise<void> {
    const reading = await this.ctx.reader.identify(target, signal)
    if (!reading.ok || !this.fleet.get(stated.id)) return
    const told = reading.value
    const isServiceStated = stated.service !== stated.id
    const identity: ProxyIdentity = {
      ...stated,
      role: told.role ?? stated.role,
      service: isServiceStated ? stated.service : (told.service ?? stated.service),
      version: stated.version ?? told.version ?? null,
      inbound: told.inbound ?? null,
      outbound: told.outbound ?? null,
      app: told.app ?? null,
      tcp: told.tcp ?? {},
      simulated: told.simulated ?? false,
      build: told.build ?? null,
    }
    const member = this.fleet.put(identity, null)
    this.onMembership()
    await this.ctx.store.steer.registrations.put(member.identity)
  }

  async onEvent(event: ControlPlaneEvent): Promise<void> {
    switch (event.kind) {
      case 'connected':
        return this.onConnected(event.identity, event.peerAddress, event.at)
      case 'disconnected':
        this.fleet.disconnected(event.proxyId, event.at)
        return
      case 'duplicate':
        this.fleet.note(event.proxyId, { kind: 'duplicate_id', message: event.message, at: event.at })
        return
      case 'sync':
        this.fleet.synced(event.proxyId, event.sync, event.syncedRevision, event.offeredRevision ?? Number.POSITIVE_INFINITY)
        return
      case 'cleared':
        return this.onCleared(event)
      case 'lease_lost':
        return
    }
  }

  /** Drops instances whose grace is over, by the rule of lib/mesh/deregistration. */
  async sweep(now: Millis): Promise<void> {
    const plan = planDeregistration(this.fleet.instances(), now, deregisterAfterMs)
    this.keptReasons = new Map(plan.kept.flatMap((kept) => kept.proxyIds.map((id) => [id, kept.reason] as const)))
    for (const id of plan.leaves) await this.forget(id)
    const endpoints = new Set(this.fleet.instances().map((instance) => instance.proxyId))
    for (const { identity, status } of this.fleet.list()) {
      const isGone = !identity.isStatic && !status.connected && now - (status.connectionChangedAt ?? now) >= deregisterAfterMs
      if (isGone && !endpoints.has(identity.id)) await this.forget(identity.id)
    }
    for (const id of [...this.unstored]) await this.store(id)
    this.fleet.dropProblemsBefore(now - problemShownMs)
    if (plan.leaves.length > 0) this.onMembership()
  }

  /** Why a disconnected instance is still an endpoint although its grace is over. */
  keptReason(id: string): string | null {
    return this.keptReasons.get(id) ?? null
  }

  private async onConnected(identity: ProxyIdentity, peerAddress: string, at: Millis): Promise<void> {
    const before = this.fleet.get(identity.id)?.identity
    this.fleet.put(identity, at)
    this.fleet.connected(identity.id, peerAddress, at)
    if (before && isSameRegistration(before, identity)) return
    this.onMembership()
    await this.store(identity.id)
  }

  private onCleared({ proxyId, text, at }: Extract<ControlPlaneEvent, { kind: 'cleared' }>): Promise<void> {
    const row = { at, actor: 'runtime', action: 'runtime:cleared', subject: proxyId, reason: 'left by a former run', outcome: text }
    return this.ctx.store.steer.transaction((tx) => tx.audit.append(row))
  }

  /** What the disk refuses now is tried again each round: an endpoint that is not stored would be missing after a restart. */
  private async store(id: string): Promise<void> {
    this.unstored.add(id)
    const identity = this.fleet.get(id)?.identity
    if (identity) await this.ctx.store.steer.registrations.put(identity)
    this.unstored.delete(id)
  }

  private async forget(id: string): Promise<void> {
    this.fleet.remove(id)
    this.ctx.store.observed.removeStatus(id)
    await this.ctx.store.steer.registrations.remove(id)
    this.ctx.log.info({ proxy: id }, 'a disconnected proxy has left the mesh')
  }
}

function lostAt(last: ProxyStatus | undefined, now: Millis): Millis {
  if (!last || last.connected || last.connectionChangedAt === null) return now
  return Math.min(now, Math.max(last.connectionChangedAt, now - deregisterAfterMs + reconnectMs))
}

const isSameRegistration = (a: ProxyIdentity, b: ProxyIdentity): boolean =>
  JSON.stringify({ ...a, build: null }) === JSON.stringify({ ...b, build: null })
