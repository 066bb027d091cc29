import type { Protocol } from '@/lib/mesh/mesh-document'
import type { EdgeTotal, Histogram } from '@/lib/mesh/window'
import type { Coverage } from './coverage'

/** What several series amount to together: whole counts, rates per second, gauges at the end of each series' newest window. */
export type Measured = {
  requests: number
  errors: number
  connections: number
  /** Mean over the counting proxies. */
  coveredSeconds: number
  /** false: no counting proxy has a fresh window, so rates are not known. */
  isFresh: boolean
  /** Counting proxies without a fresh window, sorted. */
  staleProxies: string[]
  requestsPerSecond: number
  errorRatio: number | null
  errorRatioUnknown?: string | undefined
  retriesPerSecond: number
  timeoutsPerSecond: number
  attemptsPerSecond: number
  connectionsPerSecond: number
  bytesPerSecond: number
  injectedPerSecond: number
  tlsHandshakes: number
  connectionsOpen: number
  ejected: number
  breakersOpen: number
  /** Of every series that has any; taken as one when a quantile is asked. */
  latencies: Histogram[]
}

type Share = { proxyId: string; coverage: Coverage; perSecond: number }

/**
 * Sums series of one protocol. Rate = Σ over counting proxies of count ÷ seconds its windows cover; a proxy that came or went within the range weighs by
 * the part of the range it was there. Gauges count fresh proxies only. Series of level `host` have no finals: their attempts stand for them.
 * Order of rows does not matter.
 */
export function measureRows(rows: readonly EdgeTotal[], protocol: Protocol, coverage: ReadonlyMap<string, Coverage>): Measured {
  const shares = sharesOf(rows, coverage)
  const measured = emptyMeasured()
  let grpcRequests = 0
  for (const row of rows) {
    if (row.latency.length > 0) measured.latencies.push(row.latency)
    const share = findShare(shares, row.key.proxyId)
    if (!share) continue
    addCounts(measured, row, protocol, share.perSecond)
    grpcRequests += row.counts.grpcRequests
    if (share.coverage.isFresh) addGauges(measured, row)
  }
  for (const share of shares) {
    measured.coveredSeconds += share.coverage.coveredMs / 1000 / shares.length
    if (share.coverage.isFresh) measured.isFresh = true
    else measured.staleProxies.push(share.proxyId)
  }
  measured.staleProxies.sort()
  setErrorRatio(measured, protocol, grpcRequests)
  return measured
}

function sharesOf(rows: readonly EdgeTotal[], coverage: ReadonlyMap<string, Coverage>): Share[] {
  const shares: Share[] = []
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { key } of rows) {
    const known = coverage.get(key.proxyId)
    if (!known || known.coveredMs <= 0 || findShare(shares, key.proxyId)) continue
    first = Math.min(first, known.firstMs)
    last = Math.max(last, known.lastMs)
    shares.push({ proxyId: key.proxyId, coverage: known, perSecond: 0 })
  }
  for (const share of shares) share.perSecond = (presence(share.coverage, first, last) * 1000) / share.coverage.coveredMs
  return shares
}

/** Mostly one proxy counts an edge: looking along a short list is cheaper than a map. */
function findShare(shares: readonly Share[], proxyId: string): Share | undefined {
  for (const share of shares) if (share.proxyId === proxyId) return share
  return undefined
}

/** Proxies are read at their own moments, so a fifth of the span at both ends tells nothing. */
function presence({ firstMs, lastMs }: Coverage, first: number, last: number): number {
  const span = last - first
  if (span <= 0 || lastMs - firstMs >= 0.8 * span) return 1
  return (lastMs - firstMs) / span
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
  measured.ejected += gauges.ejected
  measured.breakersOpen += gauges.breakersOpen
}

function setErrorRatio(measured: Measured, protocol: Protocol, grpcRequests: number): void {
  if (protocol === 'tcp' || measured.requests === 0) return
  if (protocol === 'grpc' && grpcRequests === 0 && measured.errors === 0) {
    measured.errorRatioUnknown = 'no gRPC status: the calling proxies do not count it (grpc_stats is silent)'
    return
  }
  measured.errorRatio = Math.min(1, measured.errors / measured.requests)
}

const emptyMeasured = (): Measured => ({
  requests: 0,
  errors: 0,
  connections: 0,
  coveredSeconds: 0,
  isFresh: false,
  staleProxies: [],
  requestsPerSecond: 0,
  errorRatio: null,
  retriesPerSecond: 0,
  timeoutsPerSecond: 0,
  attemptsPerSecond: 0,
  connectionsPerSecond: 0,
  bytesPerSecond: 0,
  injectedPerSecond: 0,
  tlsHandshakes: 0,
  connectionsOpen: 0,
  ejected: 0,
  breakersOpen: 0,
  latencies: [],
})
