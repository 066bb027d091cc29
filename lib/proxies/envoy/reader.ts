import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { LoadedDestination, LoadedPolicy } from '@/lib/mesh/policy'
import type { Reading } from '@/lib/mesh/reading'
import { PageProblem } from '@/lib/proxies/page-client'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import { parseCertificates } from './certificates'
import { parseClusters } from './clusters'
import { parseDestinations } from './destinations'
import { parseReadouts } from './drift-page'
import { parseFaults } from './faults'
import { readFilterCounts } from './filter-counts'
import { readInjections } from './injections'
import type { JsonObject } from './json'
import { parseRuntime } from './levers'
import { parseListeners } from './listeners'
import { parseNode } from './node'
import { addTcpPolicies, parsePolicies } from './policies'
import { readInjecting, readLevers, readOverrides } from './read-levers'
import { setValues } from './set-values'
import { sweepTarget } from './sweep-target'
import { type Call, TargetSession } from './target-session'
import { addTcpWeights, parseWeights } from './weights'

/** `timeoutMs`: one call with all its pages; `maxBytes`: each page. */
export type ReaderOptions = { timeoutMs: number; maxBytes: number; now(): Millis }

const slowPageMs = 250
/** A page that takes t is asked for again after 20 t: at most a twentieth of Envoy's main thread is ours. */
const restFactor = 20
const longestRestMs = 60_000
const forgottenAfterMs = 10 * 60_000

/**
 * The reader of Envoys, and of Prometheus pages that hold Envoy's series. One kept-alive connection and one request at a time per target; what proves an
 * edit goes before the pages of a waiting sweep. Every problem is a value in words.
 */
export function createEnvoyReader(options: ReaderOptions): ProxyReader {
  const sessions = new Map<string, TargetSession>()
  let prunedAt = options.now()

  const sessionOf = (target: Target): TargetSession => {
    const known = sessions.get(target.id)
    if (known && isSameTarget(known.target, target)) return known
    void known?.close()
    const session = new TargetSession(target, options)
    sessions.set(target.id, session)
    return session
  }

  const forgetUnused = (now: Millis): void => {
    if (now - prunedAt < 60_000) return
    prunedAt = now
    for (const [id, session] of sessions) {
      if (now - session.usedAt < forgottenAfterMs) continue
      sessions.delete(id)
      void session.close()
    }
  }

  const asReading = async <T>(
    target: Target,
    signal: AbortSignal,
    isUrgent: boolean,
    work: (session: TargetSession, call: Call) => Promise<T>,
  ): Promise<Reading<T>> => {
    const startedAt = options.now()
    forgetUnused(startedAt)
    try {
      const session = sessionOf(target)
      session.usedAt = startedAt
      const value = await work(session, session.startCall(signal, isUrgent))
      return { ok: true, value, at: options.now() }
    } catch (error) {
      const at = options.now()
      if (error instanceof PageProblem) return { ok: false, problem: { kind: error.kind, message: error.message, at }, at }
      if (error instanceof TypeError && !URL.canParse(target.url))
        return { ok: false, problem: { kind: 'unreachable', message: `not an URL: ${target.url}`, at }, at }
      throw error
    }
  }

  return {
    sweep: (target, signal) =>
      asReading(target, signal, false, (session) =>
        session.sweeps.add(() => sweepTarget(session, options.now, session.startCall(signal, false)), false),
      ),
    identify: (target, signal) => asReading(target, signal, true, identify),
    readPolicies: (target, signal) => asReading(target, signal, true, readPolicies),
    readDestination: (target, service, signal) =>
      asReading(target, signal, true, (session, call) => readDestination(session, service, call)),
    readFaults: (target, signal) =>
      asReading(target, signal, true, async (session, call) => {
        const routes = await readRoutes(session, call)
        return parseFaults(routes, (await session.readJson('runtime', call)).json)
      }),
    readInjections: (target, signal) => asReading(target, signal, true, readInjections),
    readWeights: (target, signal, tcpServices = new Set()) =>
      asReading(target, signal, true, async (session, call) => {
        const routes = await session.readJson('routes', call)
        const weights = parseWeights(routes.json, (await session.readJson('runtime', call)).json)
        if (tcpServices.size > 0) addTcpWeights(weights, parseClusters((await session.readJson('clusters', call)).json), tcpServices)
        return weights
      }),
    readDrift: (target, signal) =>
      asReading(target, signal, true, async (session, call) => {
        // The readouts first: what is set between the two pages must show as moved at the next glance.
        const readouts = parseReadouts(await session.readText('readouts', call))
        return { ...(await readInjecting(session, call)), ...readouts }
      }),
    readReadouts: (target, signal) =>
      asReading(target, signal, true, async (session, call) => parseReadouts(await session.readText('readouts', call)).readouts),
    readOverrides: (target, signal) => asReading(target, signal, true, readOverrides),
    clearOverride: (target, key, signal) =>
      asReading(target, signal, true, async (session, call) => {
        await session.setValues(new Map([[key, '']]), call)
        return true as const
      }),
    readLevers: (target, signal) => asReading(target, signal, true, readLevers),
    readHosts: (target, signal) =>
      asReading(target, signal, true, async (session, call) => {
        const clusters = parseClusters((await session.readJson('clusters', call)).json)
        return new Map(clusters.map(({ name, hosts }) => [name, hosts.map(({ address }) => address)]))
      }),
    readRuntime: (target, signal) =>
      asReading(target, signal, true, async (session, call) => {
        const { json } = await session.readJson('layers', call)
        return parseRuntime(json, (await session.readJson('runtime', call)).json).values
      }),
    readFilterCounts: (target, signal) => asReading(target, signal, true, readFilterCounts),
    setValues: (target, values, signal) =>
      asReading(target, signal, true, async (session, call) => {
        await setValues(session, values, call)
        return true as const
      }),
    readCertificates: (target, signal) =>
      asReading(target, signal, true, async (session, call) => parseCertificates((await session.readJson('certs', call)).json)),
    setFaultsStopped: (target, isStopped, signal) =>
      asReading(target, signal, true, (session, call) => setFaultsStopped(session, isStopped, call)),
    nextDelayMs(targetId) {
      const slowestMs = sessions.get(targetId)?.slowestMs ?? 0
      return slowestMs > slowPageMs ? Math.min(longestRestMs, Math.round(slowestMs * restFactor)) : 0
    },
    async close() {
      const all = [...sessions.values()]
      sessions.clear()
      await Promise.all(all.map((session) => session.close()))
    },
  }
}

/** A proxy that was never sent a route answers 404: it has none, and so no gate of a fault. */
async function readRoutes(session: TargetSession, call: Call): Promise<JsonObject> {
  try {
    return (await session.readJson('routes', call)).json
  } catch (error) {
    if (error instanceof PageProblem && error.status === 404) return {}
    throw error
  }
}

const isSameTarget = (a: Target, b: Target): boolean => a.url === b.url && a.kind === b.kind && a.allowedAddress === b.allowedAddress

async function identify(session: TargetSession, call: Call): Promise<NonNullable<ReturnType<typeof parseNode>>> {
  const identity = parseNode((await session.readJson('node', call)).json)
  if (!identity) throw new PageProblem('not_envoy', 'its configuration dump holds no bootstrap')
  return identity
}

async function readDestination(session: TargetSession, service: ServiceName, call: Call): Promise<LoadedDestination | null> {
  const name = service.replace(/[^\w/-]/g, '\\$&')
  const clusters = await session.readJson('clusterConfigs', call, `${name}\\|.*`)
  const listeners = await session.readJson('listenerConfigs', call, `outbound_tcp[.]${name}`)
  return parseDestinations(clusters.json, listeners.json).get(service) ?? null
}

/** Endpoint weights are read only where the proxy listens for a tcp service. */
async function readPolicies(session: TargetSession, call: Call): Promise<Map<ServiceName, LoadedPolicy>> {
  const policies = parsePolicies((await session.readJson('routes', call)).json)
  const listeners = parseListeners((await session.readJson('listeners', call)).json)
  const tcpServices = new Set(
    listeners.flatMap(({ name }) => (name.startsWith('outbound_tcp.') ? [name.slice('outbound_tcp.'.length)] : [])),
  )
  if (tcpServices.size > 0) addTcpPolicies(policies, parseClusters((await session.readJson('clusters', call)).json), tcpServices)
  return policies
}

async function setFaultsStopped(session: TargetSession, isStopped: boolean, call: Call): Promise<true> {
  try {
    await session.ask(isStopped ? 'stopFaults' : 'releaseFaults', call)
    return true
  } catch (error) {
    if (error instanceof PageProblem && error.status !== null)
      throw new PageProblem('http_status', `${error.message}: it has no admin runtime layer, or does not allow changes`, error.status)
    throw error
  }
}
