import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Bin, type EdgeTotal, type EdgeWindow, edgeCounters, type ProxyWindow } from '@/lib/mesh/window'
import { toHistogram } from '@/lib/metrics/to-histogram'
import { openTestStore, sampleCounts, sampleGauges, sampleKey, sampleWindow, temporaryFolder } from '@/lib/testing/temporary-store'
import type { Store } from '../store'
import { floorTo, hourMs, minuteMs } from './spans'

const place = { folder: '', remove: () => {} }
const clock = { now: 0 }
let store: Store
const dayStart = Date.UTC(2026, 0, 10)
beforeEach(async () => {
  Object.assign(place, temporaryFolder())
  clock.now = dayStart
  store = await openTestStore(place.folder, { now: () => clock.now })
})
afterEach(async () => {
  await store.close()
  place.remove()
})

const edgeOf = (requests: number): EdgeWindow => ({
  key: sampleKey(1),
  counts: sampleCounts({ requests }),
  gauges: sampleGauges(),
  latency: [],
})

/** The obvious way: all windows of the list that overlap the range, added up one by one. */
function slowTotals(
  windows: readonly ProxyWindow[],
  from: number,
  to: number,
): Map<string, { requests: number; bytes: number; coveredMs: number; bins: Record<string, number> }> {
  const totals = new Map<string, { requests: number; bytes: number; coveredMs: number; bins: Record<string, number> }>()
  for (const one of windows) {
    if (one.to <= from || one.from >= to) continue
    for (const { counts, latency } of one.edges) {
      const total = totals.get(one.proxyId) ?? { requests: 0, bytes: 0, coveredMs: 0, bins: {} }
      total.requests += counts.requests
      total.bytes += counts.bytesSent
      total.coveredMs += one.to - one.from
      for (const [lower, upper, count] of latency) total.bins[`${lower}-${upper}`] = (total.bins[`${lower}-${upper}`] ?? 0) + count
      totals.set(one.proxyId, total)
    }
  }
  return totals
}
const plain = (totals: readonly EdgeTotal[]) =>
  new Map(
    totals.map((total) => [
      total.key.proxyId,
      {
        requests: total.counts.requests,
        bytes: total.counts.bytesSent,
        coveredMs: total.coveredMs,
        bins: Object.fromEntries(toHistogram(total.latency).map(([lower, upper, count]) => [`${lower}-${upper}`, count])),
      },
    ]),
  )

describe('windows', () => {
  it('come back whole: key, counts, gauges, bins in order, open ends, times', async () => {
    const bins: Bin[] = [
      [0.5, 0.51, 3],
      [100, 110, 1],
      [10_000, Number.POSITIVE_INFINITY, 2],
    ]
    const counts = sampleCounts(Object.fromEntries(edgeCounters.map((name, i) => [name, i * 1_000 + 1])))
    const gauges = sampleGauges({
      connectionsOpen: 1,
      requestsActive: 2,
      requestsPending: 3,
      endpointsHealthy: 4,
      endpointsTotal: 5,
      ejected: 6,
      breakersOpen: 7,
    })
    store.series.append([
      { proxyId: 'p', from: dayStart - 5_000, to: dayStart, edges: [{ key: sampleKey(1), counts, gauges, latency: bins }] },
    ])
    store.series.flush()
    const totals = store.series.totals(dayStart - 60_000, dayStart)
    expect(totals.map((total) => ({ ...total, latency: toHistogram(total.latency) }))).toEqual([
      { key: sampleKey(1), counts, gauges, latency: bins, coveredMs: 5_000, firstMs: dayStart - 5_000, lastMs: dayStart },
    ])
    expect(store.series.newest()).toBe(dayStart)
  })

  it('are on disk within 2 s without a flush of the caller', async () => {
    store.series.append([sampleWindow(1, dayStart - 5_000, dayStart, 7)])
    await vi.waitFor(() => expect(store.series.totals(dayStart - 60_000, dayStart)).toHaveLength(1), { timeout: 2_000, interval: 20 })
  })

  it('count when they overlap the range, to the millisecond', () => {
    store.series.append([sampleWindow(1, dayStart - 10_000, dayStart - 5_000, 1), sampleWindow(1, dayStart - 5_000, dayStart, 10)])
    store.series.flush()
    const requests = (from: number, to: number) => store.series.totals(from, to)[0]?.counts.requests ?? 0
    expect(requests(dayStart - 10_000, dayStart)).toBe(11)
    expect(requests(dayStart - 5_000, dayStart)).toBe(10)
    expect(requests(dayStart - 5_001, dayStart)).toBe(11)
    expect(requests(dayStart - 60_000, dayStart - 5_000)).toBe(1)
    expect(requests(dayStart, dayStart + 60_000)).toBe(0)
  })

  it('count for a time they lie within only where they cross neither of its ends', () => {
    store.series.append([sampleWindow(1, dayStart - 10_000, dayStart - 5_000, 1), sampleWindow(1, dayStart - 5_000, dayStart, 10)])
    store.series.flush()
    const requests = (from: number, to: number) => store.series.totalsWithin(from, to).map(({ counts }) => counts.requests)
    expect(requests(dayStart - 10_000, dayStart)).toEqual([11])
    expect(requests(dayStart - 10_000, dayStart - 1)).toEqual([1])
    expect(requests(dayStart - 9_999, dayStart)).toEqual([10])
    expect(requests(dayStart - 4_000, dayStart - 1_000)).toEqual([])
  })

  it('of series that differ in any part of the key stay apart', () => {
    const other = { ...edgeOf(5), key: sampleKey(1, { mirror: true }) }
    store.series.append([{ proxyId: 'proxy-1', from: dayStart - 5_000, to: dayStart, edges: [edgeOf(3), other] }])
    store.series.flush()
    expect(store.series.totals(dayStart - 60_000, dayStart).map((total) => [total.key.mirror, total.counts.requests])).toEqual([
      [false, 3],
      [true, 5],
    ])
  })

  it('from the far future are refused aloud, as they would hold back all others', async () => {
    store.series.append([sampleWindow(1, dayStart, dayStart + hourMs, 5)])
    store.series.flush()
    expect(store.series.totals(dayStart, dayStart + 2 * hourMs)).toEqual([])
  })
})

/** Feeds history as the runtime does: rounds of 10 s, the clock with them, a flush now and then. */
function feed(windows: readonly ProxyWindow[], flushEach: number): void {
  windows.forEach((one, i) => {
    clock.now = Math.max(clock.now, one.to)
    store.series.append([one])
    if (i % flushEach === 0) store.series.flush()
  })
  store.series.flush()
}

/** At most 40 series, 3 days of windows with silences, of 1 to 60 s. */
const history = fc
  .array(
    fc.record({
      series: fc.integer({ min: 1, max: 400 }),
      gapMs: fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: hourMs, max: 30 * hourMs }) },
      ),
      lengthMs: fc.integer({ min: 1, max: 60_000 }),
      requests: fc.integer({ min: 1, max: 1_000_000 }),
      bins: fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 1_000 })), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 150 },
  )
  .map((steps) => {
    let at = dayStart
    return steps.map((step): ProxyWindow => {
      at += step.gapMs
      const bins = new Map(step.bins)
      return sampleWindow(
        step.series,
        at,
        at + step.lengthMs,
        step.requests,
        [...bins].sort((a, b) => a[0] - b[0]).map(([i, count]) => [i, i + 1, count]),
      )
    })
  })

describe('frames', () => {
  it('sum to what the raw windows sum to, over any range on full minutes and in whatever flushes they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (windows, flushEach, part, isReopened) => {
          const other = temporaryFolder()
          const first = store
          clock.now = dayStart
          store = await openTestStore(other.folder, { now: () => clock.now })
          try {
            feed(windows.slice(0, Math.floor(windows.length * part)), flushEach)
            if (isReopened) {
              await store.close()
              store = await openTestStore(other.folder, { now: () => clock.now })
            }
            feed(windows.slice(Math.floor(windows.length * part)), flushEach)
            const end = windows.reduce((latest, one) => Math.max(latest, one.to), 0)
            clock.now = Math.max(clock.now, end) + 10 * minuteMs
            store.series.flush()
            // From before all to after all: whatever minutes the windows were filed under, nothing is lost and nothing counts twice.
            expect(plain(framesOnly(other.folder, dayStart - hourMs, end + 10 * minuteMs))).toEqual(
              slowTotals(windows, 0, Number.MAX_SAFE_INTEGER),
            )
            // Two halves at any minute make the whole.
            const cut = floorTo(dayStart + (end - dayStart) * part, minuteMs)
            const halves = [framesOnly(other.folder, dayStart - hourMs, cut), framesOnly(other.folder, cut, end + 10 * minuteMs)]
            const sum = halves.flat().reduce((total, one) => total + one.counts.requests, 0)
            expect(sum).toBe(windows.reduce((total, one) => total + (one.edges[0]?.counts.requests ?? 0), 0))
          } finally {
            await store.close()
            store = first
            other.remove()
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 180_000)

  it('answer a long range from cumulative sums, exactly where windows keep to their minutes', () => {
    const windows = Array.from({ length: 26 * 60 }, (_, i) =>
      sampleWindow(i % 3, dayStart + i * minuteMs + 10_000, dayStart + i * minuteMs + 40_000, i + 1, [[i % 20, (i % 20) + 1, 2]]),
    )
    feed(windows, 1)
    for (const [from, to] of [
      [0, 26 * 60],
      [5, 1_300],
      [59, 60],
      [60, 120],
      [61, 179],
      [1_439, 1_441],
      [1_380, 1_500],
      [0, 1_440],
    ] as const)
      expect(plain(framesOnly(place.folder, dayStart + from * minuteMs, dayStart + to * minuteMs))).toEqual(
        slowTotals(windows, dayStart + from * minuteMs, dayStart + to * minuteMs),
      )
  })

  it('are written although nothing comes any more, and the clock alone moves on', () => {
    feed([sampleWindow(1, dayStart, dayStart + 5_000, 3)], 1)
    clock.now = dayStart + 2 * minuteMs
    store.series.flush()
    const db = new Database(join(place.folder, 'series.db'), { readonly: true })
    expect(db.prepare('SELECT at FROM frame').all()).toEqual([{ at: dayStart + minuteMs }])
    db.close()
  })

  it('file a straggler under the oldest open minute: it is counted once, not lost', () => {
    feed([sampleWindow(1, dayStart, dayStart + 5_000, 1), sampleWindow(1, dayStart + 3 * minuteMs, dayStart + 3 * minuteMs + 5_000, 10)], 1)
    store.series.append([sampleWindow(2, dayStart + 5_000, dayStart + 10_000, 100)])
    store.series.flush()
    const all = framesOnly(place.folder, dayStart, dayStart + 10 * minuteMs)
    expect(all.map((total) => [total.key.proxyId, total.counts.requests])).toEqual([
      ['proxy-1', 11],
      ['proxy-2', 100],
    ])
  })
})

/** The answer as if no raw window were left that a frame covers. */
function framesOnly(folder: string, from: number, to: number): EdgeTotal[] {
  const db = new Database(join(folder, 'series.db'))
  const closed = db.prepare<[], { at: number | null }>('SELECT max(at) AS at FROM frame WHERE kind = 0').get()?.at ?? 0
  db.exec('CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM raw WHERE 0')
  db.prepare('INSERT INTO kept SELECT * FROM raw WHERE minute < ?').run(closed)
  db.prepare('DELETE FROM raw WHERE minute < ?').run(closed)
  try {
    return store.series.totals(from, to).sort((a, b) => a.key.proxyId.localeCompare(b.key.proxyId, 'en'))
  } finally {
    db.exec('INSERT INTO raw SELECT * FROM kept; DELETE FROM kept')
    db.close()
  }
}
