import type { ControlPlaneEvent } from '@/lib/control-plane/control-plane'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { KeptProxy } from './kept-proxy'
import type { AdminPage, AdminTarget } from './options'

/** A configuration dump is dear on a large proxy: it is asked for when the readouts moved, and as often as this. */
const leversEveryMs = 3_600_000
const missesToLose = 3

type Look = {
  target: AdminTarget
  state: KeptProxy
  identityOf(id: string): ProxyIdentity | undefined
  admin: AdminPage
  now: Millis
  signal: AbortSignal
}

/** Is it there, and what does its configuration let be changed? Notes that in its state; what others must hear of it, or null. */
export async function lookAt({ target, state, identityOf, admin, now, signal }: Look): Promise<ControlPlaneEvent | null> {
  state.glancedAt = now
  const glance = await admin.readReadouts(target, signal)
  const isSame = glance.ok && state.isReached && glance.value === state.readouts && now - state.leversAt < leversEveryMs
  if (isSame) {
    state.misses = 0
    return lookAtHosts({ target, state, identityOf, admin, now, signal })
  }
  const reading = glance.ok ? await admin.readLevers(target, signal) : glance
  const identity = identityOf(target.id)
  if (!identity) return null
  if (!reading.ok || !glance.ok) {
    state.misses += 1
    if (state.misses < missesToLose || !state.isReached) return null
    state.isReached = false
    return { kind: 'disconnected', proxyId: target.id, at: reading.at }
  }
  state.misses = 0
  state.leversAt = now
  state.readouts = glance.value
  const isNew = JSON.stringify(identity.levers) !== JSON.stringify(reading.value)
  if (!isNew && state.isReached) return null
  state.isReached = true
  state.isDue = true
  state.told = ''
  const { hostname } = new URL(target.url)
  return { kind: 'connected', identity: { ...identity, levers: reading.value }, peerAddress: hostname, at: reading.at }
}

/** What its destinations resolve to moves without its configuration, and says whose they are. */
async function lookAtHosts({ target, state, identityOf, admin, signal }: Look): Promise<ControlPlaneEvent | null> {
  const reading = await admin.readHosts(target, signal)
  const identity = identityOf(target.id)
  if (!reading.ok || !identity?.levers) return null
  const textOf = (hosts: readonly Endpoint[]): string =>
    hosts
      .map(({ address, port }) => `${address}:${port}`)
      .sort()
      .join()
  const { levers } = identity
  const destinations = levers.destinations.map(({ name }) => ({ name, hosts: reading.value.get(name) ?? [] }))
  if (destinations.every(({ hosts }, index) => textOf(hosts) === textOf(levers.destinations[index]?.hosts ?? []))) return null
  state.isDue = true
  const { hostname } = new URL(target.url)
  return { kind: 'connected', identity: { ...identity, levers: { ...levers, destinations } }, peerAddress: hostname, at: reading.at }
}
