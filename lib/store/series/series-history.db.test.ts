import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bin, edgeCounters, type PartTotal, type ProxyWindow } from '@/lib/mesh/window'
import { openTestStore, retention, sampleWindow, temporaryFolder } from '@/lib/testing/temporary-store'
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

/** Feeds history as the runtime does: rounds of 10 s, the clock with them, a flush now and then. */
function feed(windows: readonly ProxyWindow[], flushEach: number): void {
  windows.forEach((one, i) => {
    clock.now = Math.max(clock.now, one.to)
    store.series.append([one])
    if (i % flushEach === 0) store.series.flush()
  })
  store.series.flush()
}

describe('points', () => {
  it('split a range into equal steps that sum to the whole, gaps left out', () => {
    const windows = Array.from({ length: 90 }, (_, i) =>
      sampleWindow(1, dayStart + i * 10_000, dayStart + (i + 1) * 10_000, 1 + (i % 5)),
    ).filter((_, i) => i < 30 || i >= 42)
    feed(windows, 3)
    const query = { wanted: () => true, from: dayStart, to: dayStart + 900_000, maxPoints: 20 }
    const points = store.series.points(query)
    expect(points.length).toBeLessThanOrEqual(20)
    expect(points.every((point) => point.stepMs === points[0]?.stepMs && point.at % point.stepMs === 0)).toBe(true)
    expect(points.reduce((sum, point) => sum + point.counts.requests, 0)).toBe(
      windows.reduce((sum, one) => sum + (one.edges[0]?.counts.requests ?? 0), 0),
    )
    expect(points.some((point) => point.at === dayStart + 360_000)).toBe(false)
  })

  it.each([
    [15_250, 30_000],
    [60_000, 60_000],
    [5_000, 10_000],
  ])('are no shorter than the windows: of %d ms each step of %d ms has one', (length, stepMs) => {
    const count = Math.floor(900_000 / length)
    feed(
      Array.from({ length: count }, (_, i) => sampleWindow(1, dayStart + i * length, dayStart + (i + 1) * length, 2)),
      3,
    )
    const points = store.series.points({ wanted: () => true, from: dayStart, to: dayStart + count * length, maxPoints: 200 })
    expect(points[0]?.stepMs).toBe(stepMs)
    expect(points.map(({ at }) => at)).toEqual(points.map((_, i) => dayStart + i * stepMs))
    expect(points.reduce((sum, { coveredMs }) => sum + coveredMs, 0)).toBe(count * length)
  })

  it('stay as fine where one proxy gave no answer for a while', () => {
    const every5s = Array.from({ length: 168 }, (_, i) => sampleWindow(1, dayStart + i * 5_000, dayStart + (i + 1) * 5_000, 2))
    feed([...every5s, sampleWindow(1, dayStart + 840_000, dayStart + 900_000, 24)], 3)
    const points = store.series.points({ wanted: () => true, from: dayStart, to: dayStart + 900_000, maxPoints: 200 })
    expect(points[0]?.stepMs).toBe(10_000)
    expect(points).toHaveLength(85)
  })

  it('of a day come from frames, only for the series that were asked for', () => {
    const windows = Array.from({ length: 24 * 60 }, (_, i) => [
      sampleWindow(1, dayStart + i * minuteMs, dayStart + i * minuteMs + 30_000, 2),
      sampleWindow(300, dayStart + i * minuteMs, dayStart + i * minuteMs + 30_000, 5),
    ]).flat()
    feed(windows, 10)
    clock.now += 7 * hourMs
    while (store.series.maintain(clock.now));
    const points = store.series.points({
      wanted: (key) => key.proxyId === 'proxy-300',
      from: dayStart,
      to: dayStart + 24 * hourMs,
      maxPoints: 96,
    })
    expect(points).toHaveLength(96)
    expect(points.every((point) => point.counts.requests === 75 && point.coveredMs === 450_000 && point.key.proxyId === 'proxy-300')).toBe(
      true,
    )
  })
})

describe('sums in parts', () => {
  it('hold each window once, in the part in which it ends, only of what was asked for', () => {
    const windows = Array.from({ length: 60 }, (_, i) => [
      sampleWindow(1, dayStart + i * 7_000, dayStart + (i + 1) * 7_000, 1 + (i % 5)),
      sampleWindow(2, dayStart + i * 7_000, dayStart + (i + 1) * 7_000, 1),
    ]).flat()
    feed(windows, 3)
    const [from, to] = [dayStart + 70_000, dayStart + 270_000]
    const parts = store.series.totalsInParts({ wanted: (key) => key.proxyId === 'proxy-1', from, to, parts: 8 })
    expect(parts).toHaveLength(8)
    parts.forEach((totals, index) => {
      const inPart = windows.filter(
        (one) => one.proxyId === 'proxy-1' && one.to > from + index * 25_000 && one.to <= from + (index + 1) * 25_000,
      )
      expect(totals.map(({ counts }) => counts.requests)).toEqual([
        inPart.reduce((sum, one) => sum + (one.edges[0]?.counts.requests ?? 0), 0),
      ])
    })
  })

  it('count the same as the sums of the whole range do', () => {
    const [window] = [sampleWindow(1, dayStart, dayStart + 5000, 1, [[3, 4, 7]])]
    const [edge] = window.edges
    if (!edge) throw new Error('a sample window has an edge')
    edgeCounters.forEach((name, index) => {
      edge.counts[name] = 11 + index
    })
    feed([window], 1)
    const [whole] = store.series.totals(dayStart, dayStart + 5000)
    // One part of one series was asked for.
    const [[part]] = store.series.totalsInParts({ wanted: () => true, from: dayStart, to: dayStart + 5000, parts: 1 }) as [[PartTotal]]
    expect(whole).toMatchObject({ ...part, latency: { length: 1 } })
    expect(part.counts).toEqual({
      requests: 11,
      errors: 12,
      attempts: 15,
      attemptErrors: 16,
      connections: 20,
      connectFailures: 21,
      grpcRequests: 25,
    })
  })

  it('are of whole minutes where only frames are left, and nothing is lost between them', () => {
    const windows = Array.from({ length: 60 }, (_, i) => sampleWindow(1, dayStart + i * minuteMs, dayStart + i * minuteMs + 30_000, 1 + i))
    feed(windows, 10)
    clock.now += 8 * hourMs
    while (store.series.maintain(clock.now));
    const parts = store.series.totalsInParts({ wanted: () => true, from: dayStart, to: dayStart + 60 * minuteMs, parts: 8 })
    expect(parts.length).toBe(8)
    const counted = parts.map(([total]) => total?.counts.requests ?? 0)
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(store.series.totals(dayStart, dayStart + 60 * minuteMs)[0]?.counts.requests)
    expect(counted[0]).toBe(1 + 2 + 3 + 4 + 5 + 6 + 7 + 8)
    expect(store.series.totalsInParts({ wanted: () => true, from: dayStart, to: dayStart + 2 * minuteMs, parts: 8 })).toHaveLength(2)
  })
})

describe('retention', () => {
  it('drops raw windows after their age and answers from frames then', async () => {
    const windows = Array.from({ length: 600 }, (_, i) => sampleWindow(1, dayStart + i * minuteMs, dayStart + i * minuteMs + 30_000, 1))
    feed(windows, 10)
    while (store.series.maintain(clock.now));
    const db = new Database(join(place.folder, 'series.db'), { readonly: true })
    expect(db.prepare('SELECT min(minute) AS m FROM raw').get()).toEqual({ m: floorTo(clock.now - retention.rawMs, minuteMs) + minuteMs })
    db.close()
    expect(store.series.totals(dayStart, clock.now)[0]?.counts.requests).toBe(600)
    expect(store.series.totals(dayStart + 10_000, dayStart + 20_000)[0]).toMatchObject({
      counts: { requests: 1 },
      coveredMs: 30_000,
      lastMs: dayStart + 30_000,
    })
  })

  it('keeps the last frame of each quarter of an hour past the age of minutes', () => {
    feed(
      Array.from({ length: 180 }, (_, i) => sampleWindow(1, dayStart + i * minuteMs, dayStart + i * minuteMs + 30_000, 1)),
      10,
    )
    clock.now += 20 * 24 * hourMs
    while (store.series.maintain(clock.now));
    const db = new Database(join(place.folder, 'series.db'), { readonly: true })
    expect(db.prepare('SELECT count(*) AS n FROM frame WHERE kind = 0').get()).toEqual({ n: 12 })
    db.close()
    expect(store.series.totals(dayStart, dayStart + 3 * hourMs)[0]?.counts.requests).toBe(180)
    expect(store.series.totals(dayStart + 20 * minuteMs, dayStart + 25 * minuteMs)[0]).toMatchObject({
      counts: { requests: 15 },
      coveredMs: 450_000,
    })
  })

  it('stays below its bytes, oldest first', async () => {
    await store.close()
    store = await openTestStore(place.folder, { now: () => clock.now, retention: { ...retention, maxBytes: 400_000 } })
    const bins = Array.from({ length: 50 }, (_, i): Bin => [i, i + 1, 1_000])
    feed(
      Array.from({ length: 5_000 }, (_, i) => sampleWindow(i % 40, dayStart + i * 5_000, dayStart + (i + 1) * 5_000, 1, bins)),
      5,
    )
    while (store.series.maintain(clock.now));
    const db = new Database(join(place.folder, 'series.db'), { readonly: true })
    const of = (name: string) => Number(db.pragma(name, { simple: true }))
    expect((of('page_count') - of('freelist_count')) * of('page_size')).toBeLessThanOrEqual(400_000)
    db.close()
    expect(store.series.newest()).toBe(clock.now)
  })
})
