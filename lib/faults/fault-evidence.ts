import type { Evidence } from '@/lib/mesh/change'
import { advanceEvidence, alignEvidence, explainEvidence, rejectEvidence } from '@/lib/mesh/evidence'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { CleanRead, FaultReadBack, ProxyObservation } from './fault-observation'

/** Percentages are sent per million, so they come back to four decimals. */
const percentTolerance = 1e-4

/** Does the proxy run the gate with the percentages that were asked for? */
export function isInForce(fault: Pick<Fault, 'abort' | 'delay' | 'bandwidth'>, { loaded }: Pick<ProxyObservation, 'loaded'>): boolean {
  if (!loaded?.hasGate) return false
  return (
    isPercent(loaded.abortPercent, fault.abort?.percent) &&
    isPercent(loaded.delayPercent, fault.delay?.percent) &&
    isPercent(loaded.bandwidthPercent, fault.bandwidth?.percent)
  )
}

/** Proxies count them per listener, whichever fault they came from. */
export const sharedLimits = 'slowed answers are not counted apart from those of another fault'

const isPercent = (loaded: number | null, asked: number | undefined): boolean => Math.abs((loaded ?? 0) - (asked ?? 0)) <= percentTolerance

/** Rows of the present consumers after this observation: stored → accepted → loaded → observed, with the reason why one is not further. */
export function observeInjection(fault: Fault, proxies: readonly ProxyObservation[], now: Millis): Evidence[] {
  const known = new Map(proxies.map((proxy) => [proxy.proxyId, proxy]))
  const rows = alignEvidence(
    fault.evidence,
    proxies.map((proxy) => proxy.proxyId),
    fault.at,
  )
  return rows.map((row) => {
    const proxy = known.get(row.proxyId)
    return proxy ? observeRow(fault, row, proxy, now) : row
  })
}

function observeRow(fault: Fault, row: Evidence, proxy: ProxyObservation, now: Millis): Evidence {
  const loadedAt = row.at.loaded
  const counted =
    proxy.windows.some((window) => window.to > fault.at && window.aborts + window.delays > 0) ||
    (fault.bandwidth !== undefined && proxy.hasLimited === true && !proxy.isLimitShared)
  if (counted && (loadedAt !== undefined || isInForce(fault, proxy)))
    return explainEvidence(advanceEvidence(row, 'observed', now), undefined)
  if (isInForce(fault, proxy)) {
    const reason = fault.bandwidth && proxy.isLimitShared ? sharedLimits : 'no injection counted yet'
    return explainEvidence(advanceEvidence(row, 'loaded', proxy.loaded?.at ?? now), reason)
  }
  if (proxy.refusal && proxy.syncedRevision < fault.revision) return rejectEvidence(row, now, proxy.refusal)
  if (proxy.syncedRevision >= fault.revision) {
    const reason = proxy.loaded?.hasGate
      ? 'accepted, its percentage is not in force yet'
      : `accepted, not read back${proxy.readProblem ? `: ${proxy.readProblem}` : ' yet'}`
    return explainEvidence(advanceEvidence(row, 'accepted', now), reason)
  }
  return explainEvidence(row, proxy.connected ? 'not acknowledged yet' : 'its control stream is disconnected')
}

/** This long without a renewal nothing leased is left in any proxy: the layer's TTL of 15 s and 10 s of grace. */
export const ownClockMs = 25_000

/** Does this read-back find any percentage in force? */
export const isInjecting = ({ abortPercent, delayPercent, bandwidthPercent }: Omit<FaultReadBack, 'at' | 'hasGate'>): boolean =>
  (abortPercent ?? 0) > 0 || (delayPercent ?? 0) > 0 || (bandwidthPercent ?? 0) > 0

export type Removal = { done: boolean; reason: string | undefined }

/** Two counts this far apart tell whether a proxy still injects. */
const shortestFlatMs = 300

/**
 * Is the fault gone from this proxy? Proof: read back after `since` with no percentage in force (the harmless gate may stand until the route's next change), and
 * its counters stood still since: between two such read-backs, with all that was before them in windows, or in its two newest windows that began after `since`. A proxy that cannot be read for 25 s (of this Outrider's watch, as a restart knows nothing of
 * what it has not tried) has ended it by its own clock, and the row says so; without such a clock it may inject on, so nothing is proved.
 */
export function observeRemoval(proxy: ProxyObservation, since: Millis, watchedSince: Millis, now: Millis): Removal {
  const { loaded, hasOwnClock = true } = proxy
  if (!loaded || loaded.at <= since) {
    if (hasOwnClock && now - Math.max(since, watchedSince) > ownClockMs)
      return { done: true, reason: 'not read back: its own clock ended the fault' }
    return { done: false, reason: `not read back${proxy.readProblem ? `: ${proxy.readProblem}` : ' yet'}` }
  }
  if (isInjecting(loaded)) return { done: false, reason: 'its configuration still injects' }
  const clean = proxy.cleanReads.filter((read) => read.at > since)
  if (areFlat(clean) && isCountedTo(proxy, clean[0]?.at)) return { done: true, reason: undefined }
  const after = proxy.windows.filter((window) => window.from >= since).sort((a, b) => b.to - a.to)
  const newest = after.slice(0, 2)
  if (newest.some((window) => window.aborts + window.delays > 0)) return { done: false, reason: 'its counters still move' }
  if (newest.length === 2) return { done: true, reason: undefined }
  const isToldStill = hasOwnClock || proxy.readProblem === null
  if (isToldStill && now - Math.max(since, loaded.at, watchedSince) > ownClockMs)
    return { done: true, reason: 'read back clean; its counters could not be read' }
  return { done: false, reason: 'read back clean; waiting for two scrapes without an injection' }
}

function areFlat(reads: readonly CleanRead[]): boolean {
  const [first, last] = [reads[0], reads.at(-1)]
  if (!first || !last || last.at - first.at < shortestFlatMs) return false
  return reads.every((read) => read.aborts === first.aborts && read.delays === first.delays && read.limits === first.limits)
}

/** Have its windows come to where it was found clean? Before that the last injections are in no total. */
export const isCountedTo = ({ windows }: ProxyObservation, at: Millis | undefined): boolean =>
  at !== undefined && windows.some((window) => window.to >= at)
