import type { Proxy as MeshProxy, ProxyIdentity, ProxyStatus } from '@/lib/mesh/proxy'
import type { Ctx } from '../ctx'

const unseen: ProxyStatus = {
  connected: false,
  connectionChangedAt: null,
  sync: [],
  syncedRevision: 0,
  reading: { lastAnswerAt: null, missedRounds: 0, problem: null, sweepMs: null, sweepBytes: null },
}

/** Every proxy that is known: those that registered themselves and the static targets, each with what the runtime last saw of it. Sorted by id. */
export async function readFleet(ctx: Ctx): Promise<MeshProxy[]> {
  const registered = await ctx.store.steer.registrations.list()
  const status = ctx.store.observed.listStatus()
  const identities = new Map<string, ProxyIdentity>()
  for (const identity of [...ctx.staticProxies, ...registered]) identities.set(identity.id, identity)
  return [...identities.values()]
    .map((identity) => ({ ...identity, ...(status.get(identity.id) ?? unseen) }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
