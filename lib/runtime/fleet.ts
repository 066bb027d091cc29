import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Certificate, Instance, Problem, ProxyIdentity, ProxyStatus, ReadingStatus, TypeSync } from '@/lib/mesh/proxy'

/** `offeredRevision`: the mesh revision that what the status says of its types is about. */
export type FleetMember = {
  identity: ProxyIdentity
  status: ProxyStatus
  offeredRevision: number
  peerAddress: string | null
  problems: Problem[]
}

const neverRead: ReadingStatus = { lastAnswerAt: null, missedRounds: 0, problem: null, sweepMs: null, sweepBytes: null }

/** All proxies the runtime knows, in memory; what changed since the last `takeChanged` is what the store has yet to hear. */
export class Fleet {
  private readonly members = new Map<string, FleetMember>()
  private readonly changed = new Set<string>()

  get(id: string): FleetMember | undefined {
    return this.members.get(id)
  }

  list(): FleetMember[] {
    return [...this.members.values()]
  }

  identities(): ProxyIdentity[] {
    return this.list().map((member) => member.identity)
  }

  /** Adds a proxy, or takes over what it now says of itself; its status stays. */
  put(identity: ProxyIdentity, connectionChangedAt: Millis | null): FleetMember {
    const known = this.members.get(identity.id)
    const member: FleetMember = known
      ? { ...known, identity: mergeIdentity(known.identity, identity) }
      : {
          identity,
          peerAddress: null,
          problems: [],
          offeredRevision: 0,
          status: { connected: false, connectionChangedAt, sync: [], syncedRevision: 0, reading: neverRead },
        }
    this.members.set(identity.id, member)
    this.changed.add(identity.id)
    return member
  }

  connected(id: string, peerAddress: string, at: Millis): void {
    this.update(id, (member) => ({
      ...member,
      peerAddress,
      problems: [],
      status: { ...member.status, connected: true, connectionChangedAt: at },
    }))
  }

  disconnected(id: string, at: Millis): void {
    this.update(id, (member) => ({ ...member, status: { ...member.status, connected: false, connectionChangedAt: at } }))
  }

  synced(id: string, sync: TypeSync[], syncedRevision: number, offeredRevision: number): void {
    this.update(id, (member) => ({ ...member, offeredRevision, status: { ...member.status, sync, syncedRevision } }))
  }

  read(id: string, reading: ReadingStatus): void {
    this.update(id, (member) => ({ ...member, status: { ...member.status, reading } }))
  }

  certified(id: string, certificates: Certificate[]): void {
    this.update(id, (member) => ({ ...member, status: { ...member.status, certificates } }))
  }

  note(id: string, problem: Problem): void {
    this.update(id, (member) => ({ ...member, problems: [problem] }))
  }

  dropProblemsBefore(at: Millis): void {
    for (const { identity, problems } of this.members.values())
      if (problems.some((problem) => problem.at < at))
        this.update(identity.id, (member) => ({ ...member, problems: member.problems.filter((problem) => problem.at >= at) }))
  }

  remove(id: string): void {
    this.members.delete(id)
    this.changed.add(id)
  }

  takeChanged(): string[] {
    const ids = [...this.changed]
    this.changed.clear()
    return ids
  }

  /** Self-registered endpoints: sidecars that name a service, a version and an inbound address. */
  instances(): Instance[] {
    return this.list().flatMap(({ identity, status }) =>
      identity.role === 'sidecar' && !identity.isStatic && identity.version && identity.inbound
        ? [
            {
              proxyId: identity.id,
              service: identity.service,
              version: identity.version,
              inbound: identity.inbound,
              zone: identity.zone,
              connected: status.connected,
              connectionChangedAt: status.connectionChangedAt ?? 0,
            },
          ]
        : [],
    )
  }

  ofService(service: ServiceName): FleetMember[] {
    return this.list().filter((member) => member.identity.service === service)
  }

  private update(id: string, change: (member: FleetMember) => FleetMember): void {
    const member = this.members.get(id)
    if (!member) return
    this.members.set(id, change(member))
    this.changed.add(id)
  }
}

/** What it says now, with what only others found out about it. */
function mergeIdentity(known: ProxyIdentity, now: ProxyIdentity): ProxyIdentity {
  const levers = now.levers ?? known.levers
  return { ...now, build: now.build ?? known.build, ...(levers && { levers }) }
}
