import type { Protocol } from '@/lib/mesh/mesh-document'
import type { EdgeTotal } from '@/lib/mesh/window'
import type { Coverage } from './coverage'
import { anySpan, presence, spanOf } from './presence'

/** What several series amount to together, in whole counts, with gauges at the end of each series' newest window. Health is judged by it. */
export type Amounts = {
  requests: number
  errors: number
  connections: number
  /** false: no counting proxy has a fresh window, so rates are not known. */
  isFresh: boolean
  /** Counting proxies without a fresh window, sorted. */
  staleProxies: readonly string[]
  hasInjected: boolean
  /** Why nobody knows how many of the requests failed. */
  errorRatioUnknown: string | undefined
  connectionsOpen: number
  /** Instances: of each version the most that one proxy has ejected, as several mostly eject the same ones. */
  ejected: number
  breakersOpen: number
}

/** The same with its rates per second. */
export type Measured = Amounts & {
  /** Mean over the counting proxies. */
  coveredSeconds: number
  requestsPerSecond: number
  errorRatio: number | null
  retriesPerSecond: number
  timeoutsPerSecond: number
  attemptsPerSecond: number
  connectionsPerSecond: number
  bytesPerSecond: number
  injectedPerSecond: number
  tlsHandshakes: number
}

export const noGrpcStatus = 'no gRPC status: the calling proxies do not count it (grpc_stats is silent)'

/** Nobody knows how many of these failed: whoever counted them counts no gRPC status. */
export const lacksStatus = (protocol: Protocol, grpcRequests: number, errors: number): boolean =>
  protocol === 'grpc' && grpcRequests === 0 && errors === 0

type CoverageByProxy = ReadonlyMap<string, Coverage>

/**
 * Sums series of one protocol into `measured`, whatever stood there. Rate = Σ over counting proxies of count ÷ seconds its windows cover; a proxy that came or went within the range weighs by
 * the part of the range it was there. Gauges count fresh proxies only. Series of level `host` have no finals: their attempts stand for them.
 * Order of rows does not matter.
 */
export function measureRows(
  rows: readonly EdgeTotal[],
  protocol: Protocol,
  coverage: CoverageByProxy,
  measured: Measured = emptyMeasured(),
): Measured {
  reset(measured)
  const { first, last } = rows.length > 1 ? spanOf(rows, coverage) : anySpan
  let grpcRequests = 0
  let ejecting: EdgeTotal[] | null = null
  for (const row of rows) {
    const covered = coverage.get(row.key.proxyId)
    if (!covered || covered.coveredMs <= 0) continue
    addCounts(measured, row, protocol, (presence(covered, first, last) * 1000) / covered.coveredMs)
    grpcRequests += row.counts.grpcRequests
    if (!covered.isFresh) continue
    addGauges(measured, row)
    if (row.gauges.ejected > 0) ejecting = [...(ejecting ?? []), row]
  }
  if (ejecting) measured.ejected = countEjected(ejecting)
  measured.hasInjected = measured.injectedPerSecond > 0
  addCoverage(measured, rows, coverage)
  setErrorRatio(measured, protocol, grpcRequests)
  return measured
}

function addCounts(measured: Measured, { key, counts }: EdgeTotal, protocol: Protocol, perSecond: number): void {
  const finals = key.level === 'host' && counts.requests === 0 ? counts.attempts : counts.requests
  const isTcp = protocol === 'tcp'
  measured.requests += isTcp ? 0 : finals
  measured.errors += isTcp ? counts.connectFailures : key.level === 'host' && counts.errors === 0 ? counts.attemptErrors : counts.errors
  measured.connections += counts.connections
  measured.tlsHandshakes += counts.tlsHandshakes
  measured.requestsPerSecond += isTcp ? 0 : finals * perSecond
  measured.retriesPerSecond += counts.retries * perSecond
  measured.timeoutsPerSecond += counts.timeouts * perSecond
  measured.attemptsPerSecond += counts.attempts * perSecond
  measured.connectionsPerSecond += counts.connections * perSecond
  measured.bytesPerSecond += (counts.bytesSent + counts.bytesReceived) * perSecond
  measured.injectedPerSecond += (counts.abortsInjected + counts.delaysInjected) * perSecond
}

function addGauges(measured: Measured, { gauges }: EdgeTotal): void {
  measured.connectionsOpen += gauges.connectionsOpen
  measured.breakersOpen += gauges.breakersOpen
}

function countEjected(rows: readonly EdgeTotal[]): number {
  const byTarget = new Map<string, number>()
  for (const { key, gauges } of rows) {
    const target = JSON.stringify([key.target.service, key.target.version, key.target.instance])
    byTarget.set(target, Math.max(byTarget.get(target) ?? 0, gauges.ejected))
  }
  return [...byTarget.values()].reduce((sum, count) => sum + count, 0)
}

/** Each counting proxy once, however many of the rows are its own. */
function addCoverage(measured: Measured, rows: readonly EdgeTotal[], coverage: CoverageByProxy): void {
  const seen = rows.length > 1 ? new Set<Coverage>() : null
  const stale: string[] = []
  let coveredMs = 0
  let proxies = 0
  for (const { key } of rows) {
    const covered = coverage.get(key.proxyId)
    if (!covered || covered.coveredMs <= 0 || seen?.has(covered)) continue
    seen?.add(covered)
    proxies++
    coveredMs += covered.coveredMs
    if (covered.isFresh) measured.isFresh = true
    else stale.push(key.proxyId)
  }
  if (proxies > 0) measured.coveredSeconds = coveredMs / 1000 / proxies
  if (stale.length > 0) measured.staleProxies = stale.sort()
}

function setErrorRatio(measured: Measured, protocol: Protocol, grpcRequests: number): void {
  if (protocol === 'tcp' || measured.requests === 0) return
  if (lacksStatus(protocol, grpcRequests, measured.errors)) {
    measured.errorRatioUnknown = noGrpcStatus
    return
  }
  measured.errorRatio = Math.min(1, measured.errors / measured.requests)
}

const none: readonly string[] = []

/** Written out: Object.assign costs each of thousands of edges more than its sums. */
function reset(measured: Measured): void {
  measured.requests = 0
  measured.errors = 0
  measured.connections = 0
  measured.isFresh = false
  measured.staleProxies = none
  measured.hasInjected = false
  measured.connectionsOpen = 0
  measured.ejected = 0
  measured.breakersOpen = 0
  measured.coveredSeconds = 0
  measured.requestsPerSecond = 0
  measured.errorRatio = null
  measured.errorRatioUnknown = undefined
  measured.retriesPerSecond = 0
  measured.timeoutsPerSecond = 0
  measured.attemptsPerSecond = 0
  measured.connectionsPerSecond = 0
  measured.bytesPerSecond = 0
  measured.injectedPerSecond = 0
  measured.tlsHandshakes = 0
}

export const emptyMeasured = (): Measured => ({
  requests: 0,
  errors: 0,
  connections: 0,
  isFresh: false,
  staleProxies: none,
  hasInjected: false,
  connectionsOpen: 0,
  ejected: 0,
  breakersOpen: 0,
  coveredSeconds: 0,
  requestsPerSecond: 0,
  errorRatio: null,
  errorRatioUnknown: undefined,
  retriesPerSecond: 0,
  timeoutsPerSecond: 0,
  attemptsPerSecond: 0,
  connectionsPerSecond: 0,
  bytesPerSecond: 0,
  injectedPerSecond: 0,
  tlsHandshakes: 0,
})

/** What is kept of thousands of edges while the graph is built: their rates are on the edge itself. */
export const toAmounts = (measured: Measured): Amounts => ({
  requests: measured.requests,
  errors: measured.errors,
  connections: measured.connections,
  isFresh: measured.isFresh,
  staleProxies: measured.staleProxies,
  hasInjected: measured.hasInjected,
  errorRatioUnknown: measured.errorRatioUnknown,
  connectionsOpen: measured.connectionsOpen,
  ejected: measured.ejected,
  breakersOpen: measured.breakersOpen,
})
