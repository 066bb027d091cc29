import type { BurnRate, Slo, SloAlert, SloObjective } from '@/lib/mesh/slo'
import type { PartTotal } from '@/lib/mesh/window'
import { lacksStatus } from '../measure-rows'

const [minute, hour, day] = [60, 3600, 86_400]
/** Seconds; burn rates are told over these. Source: The Site Reliability Workbook, chapter 5, table 5-8; 5 m is the short window of the first pair. */
export const burnWindows: readonly number[] = [5 * minute, 30 * minute, hour, 6 * hour, 3 * day]

/** Of a 30-day budget 2 % in 1 h, 5 % in 6 h, 10 % in 3 d: burn rates 14.4, 6 and 1. Both windows have to burn as fast: the short one ends the alert soon after the trouble. */
const alerts: readonly { kind: SloAlert['kind']; burn: number; longSeconds: number; shortSeconds: number }[] = [
  { kind: 'page', burn: 14.4, longSeconds: hour, shortSeconds: 5 * minute },
  { kind: 'page', burn: 6, longSeconds: 6 * hour, shortSeconds: 30 * minute },
  { kind: 'ticket', burn: 1, longSeconds: 3 * day, shortSeconds: 6 * hour },
]
/** Fewer bad requests than this in the long window are no alarm, whatever their share. */
const fewestBad = 5

/** What one service's callers counted in one window; `totals` are of that service alone. */
export type SloWindow = { seconds: number; totals: readonly PartTotal[] }

type Kind = SloObjective['kind']
type Counted = { requests: number; bad: number; uncertain: number; unknown: string | null }

/**
 * Where a service stands against its targets. whole: over the time of the target; windows: those of `burnWindows`. Bad are finals that failed, and samples slower
 * than the bound; a bucket that the bound cuts is uncertain
 * and counts as good, a request whose status nobody counts is uncertain and left out. Pure; O(rows and bins).
 */
export function judgeSlo(slo: Slo, whole: SloWindow, windows: readonly SloWindow[]): SloObjective[] {
  const kinds: { kind: Kind; target: number | null }[] = [
    { kind: 'availability', target: slo.availability },
    { kind: 'latency', target: slo.latency?.target ?? null },
  ]
  const [ownWhole, ownWindows] = [sided(whole), windows.map(sided)]
  return kinds.flatMap(({ kind, target }) => (target === null ? [] : [judge(kind, target, slo, ownWhole, ownWindows)]))
}

function judge(kind: Kind, target: number, slo: Slo, whole: SloWindow, windows: readonly SloWindow[]): SloObjective {
  const boundMs = slo.latency?.boundMs ?? 0
  const counted = count(kind, whole.totals, boundMs)
  const burns = windows.map((window) => toBurn(window, count(kind, window.totals, boundMs), target))
  const allowed = counted.requests * (1 - target)
  return {
    kind,
    target,
    ...(kind === 'latency' ? { boundMs } : {}),
    ...(counted.unknown === null ? {} : { unknown: counted.unknown }),
    whole: toBurn(whole, counted, target),
    uncertain: counted.uncertain,
    budget: { allowed, used: counted.bad, leftRatio: counted.requests > 0 && counted.unknown === null ? 1 - counted.bad / allowed : null },
    burns,
    alert: counted.unknown === null ? findAlert(burns) : null,
  }
}

function toBurn({ seconds, totals }: SloWindow, { requests, bad, unknown }: Counted, target: number): BurnRate {
  const coveredSeconds = Math.min(seconds, Math.max(0, ...totals.map(({ coveredMs }) => coveredMs / 1000)))
  const burn = requests > 0 && unknown === null ? bad / requests / (1 - target) : null
  return { seconds, coveredSeconds, requests, bad, burn }
}

/** The most urgent pair of windows that both burn as fast as it says. */
function findAlert(burns: readonly BurnRate[]): SloAlert | null {
  const of = (seconds: number): BurnRate | undefined => burns.find((rate) => rate.seconds === seconds)
  const found = alerts.find(({ burn, longSeconds, shortSeconds }) => {
    const [long, short] = [of(longSeconds), of(shortSeconds)]
    return (long?.burn ?? 0) >= burn && (short?.burn ?? 0) >= burn && (long?.bad ?? 0) >= fewestBad
  })
  return found ? { ...found, burn: of(found.longSeconds)?.burn ?? found.burn } : null
}

/** What callers saw; where no caller counts, what the service's own proxies did. Copies of requests are nobody's. */
function sided({ seconds, totals }: SloWindow): SloWindow {
  const rows = totals.filter(({ key }) => key.level === 'edge' && !key.mirror && key.protocol !== 'tcp')
  const client = rows.filter(({ key }) => key.side === 'client')
  return { seconds, totals: client.length > 0 ? client : rows }
}

const count = (kind: Kind, rows: readonly PartTotal[], boundMs: number): Counted =>
  kind === 'availability' ? countFailed(rows) : countSlow(rows, boundMs)

/** Requests whose gRPC status a proxy does not count are none of the requests: nobody knows whether they failed. */
function countFailed(rows: readonly PartTotal[]): Counted {
  const counted: Counted = { requests: 0, bad: 0, uncertain: 0, unknown: null }
  for (const { key, counts } of rows) {
    if (lacksStatus(key.protocol, counts.grpcRequests, counts.errors)) {
      counted.uncertain += counts.requests
      continue
    }
    counted.requests += counts.requests
    counted.bad += Math.min(counts.errors, counts.requests)
  }
  if (counted.requests === 0 && counted.uncertain > 0)
    counted.unknown = 'no gRPC status: the calling proxies do not count it, so nobody knows how many requests failed'
  return counted
}

function countSlow(rows: readonly PartTotal[], boundMs: number): Counted {
  const counted: Counted = { requests: 0, bad: 0, uncertain: 0, unknown: null }
  for (const { latency } of rows) {
    const { table, first, length, counts, at } = latency
    for (let i = 0; i < length; i++) {
      const samples = counts[at + i] ?? 0
      if (samples <= 0) continue
      counted.requests += samples
      if ((table.lowers[first + i] ?? 0) >= boundMs) counted.bad += samples
      else if ((table.uppers[first + i] ?? 0) > boundMs) counted.uncertain += samples
    }
  }
  return counted
}
