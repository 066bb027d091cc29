import { isIP } from 'node:net'
import type { Problem, ProxyIdentity } from '@/lib/mesh/proxy'
import type { Target } from '@/lib/proxies/proxy-reader'
import type { FleetMember } from './fleet'

export type TargetAnswer = { ok: true; target: Target } | { ok: false; problem: Problem | null }

/**
 * Where to read a proxy, if it may be read at all. A static target stands in the configuration, which is leave enough. What a proxy announces of itself is
 * followed only to loopback, to the address its stream comes from, or to an address the configuration allows (`host` or `host:port`): anything else
 * would let any proxy send our requests anywhere.
 */
export function toTarget(member: FleetMember, allowed: readonly string[], now: number): TargetAnswer {
  const { identity } = member
  if (!identity.adminUrl) return { ok: false, problem: null }
  const target: Target = { id: identity.id, url: identity.adminUrl, kind: identity.kind }
  if (identity.isStatic) return { ok: true, target }
  const host = hostOf(identity)
  if (
    host &&
    (isLoopback(host.name) ||
      host.name === member.peerAddress ||
      allowed.includes(host.name) ||
      allowed.includes(`${host.name}:${host.port}`))
  )
    return { ok: true, target }
  const message = `it announces its admin page at ${identity.adminUrl}, which is not a plain http://address:port on loopback or on the address it connects from; allow another address with scrape.allowAdmin`
  return { ok: false, problem: { kind: 'refused_address', message, at: now } }
}

function hostOf(identity: ProxyIdentity): { name: string; port: string } | null {
  try {
    const url = new URL(identity.adminUrl ?? '')
    // A path or a password would turn our fixed pages into requests of the proxy's own choosing.
    const isBare = url.pathname === '/' && url.search === '' && url.username === '' && url.password === ''
    return url.protocol === 'http:' && isBare ? { name: url.hostname.replace(/^\[|\]$/g, ''), port: url.port } : null
  } catch {
    return null
  }
}

const isLoopback = (host: string): boolean => (isIP(host) === 4 && host.startsWith('127.')) || host === '::1'
