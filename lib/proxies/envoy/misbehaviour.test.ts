import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Reading } from '@/lib/mesh/reading'
import type { Sweep } from '@/lib/metrics/sweep'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import { type FakePages, type FakeProxy, type Misbehaviour, startFakeProxy } from '@/lib/testing/fake-proxy'
import { adminPages } from './admin-pages'
import { createEnvoyReader } from './reader'

const recorded = (file: string): string => readFileSync(new URL(`./testdata/frontend-v1-1.${file}`, import.meta.url), 'utf8')
const pages: FakePages = {
  stats: recorded('stats.a.txt'),
  prometheus: recorded('stats.a.prometheus.txt'),
  histograms: recorded('histograms.a.json'),
  clusters: recorded('clusters.a.json'),
  listeners: recorded('listeners.json'),
  certs: recorded('certs.json'),
  routes: recorded('config_dump.routes.json'),
  runtime: recorded('runtime.json'),
  node: recorded('node.json'),
}
const signal = new AbortController().signal

let clock = 1_000_000
let fake: FakeProxy
let reader: ProxyReader
let target: Target
beforeEach(async () => {
  clock = 1_000_000
  fake = await startFakeProxy(pages)
  reader = createEnvoyReader({ timeoutMs: 400, maxBytes: 300_000, now: () => clock })
  target = { id: 'p1', url: fake.url, kind: 'envoy' }
})
afterEach(async () => {
  await reader.close()
  await fake.stop()
})

const problemOf = (reading: Reading<unknown>): string => (reading.ok ? 'no problem' : `${reading.problem.kind}: ${reading.problem.message}`)
const sweepOf = (reading: Reading<Sweep>): Sweep => {
  if (!reading.ok) throw new Error(reading.problem.message)
  return reading.value
}

describe('a page that is not as it should be', () => {
  const cases: [Misbehaviour, RegExp][] = [
    ['silent', /^timeout: \/stats\?usedonly took longer than \d+ ms, all that was left for it: no answer$/],
    ['drip', /^timeout: \/stats\?usedonly took longer than \d+ ms, all that was left for it: \d+ bytes had come$/],
    ['cut_off', /^truncated: \/stats\?usedonly was cut off after \d+ bytes/],
    ['huge', /^too_large: \/stats\?usedonly is larger than the limit of 300000 bytes$/],
    ['html', /^not_envoy: \/stats\?usedonly is a web page \(text\/html\)/],
    ['promises_more', /^truncated: \/stats\?usedonly was cut off after \d+ bytes/],
    ['promises_less', /^truncated: \/stats\?usedonly goes on after the \d+ bytes that it said it had$/],
    ['refuse', /^unreachable: \/stats\?usedonly: the connection was closed before an answer$/],
    ['error_500', /^http_status: \/stats\?usedonly answered 500$/],
    ['redirect', /^http_status: \/stats\?usedonly answered 302$/],
    ['empty', /^not_envoy: \/stats\?usedonly holds no statistics of an Envoy$/],
    ['nonsense', /^not_envoy: \/stats\?usedonly holds no statistics of an Envoy$/],
    ['compressed', /^malformed: \/stats\?usedonly came compressed \(gzip\)/],
  ]
  for (const [how, words] of cases) {
    it(`is a problem in words when it is ${how}, and the next round is well again`, async () => {
      fake.misbehave(how)
      expect(problemOf(await reader.sweep(target, signal))).toMatch(words)
      fake.misbehave(null)
      expect(sweepOf(await reader.sweep(target, signal)).clusters).toHaveLength(4)
    })
  }

  it('is told apart when it is JSON that stops early', async () => {
    fake.serve({ clusters: recorded('clusters.a.json').slice(0, 2000) })
    expect(problemOf(await reader.sweep(target, signal))).toMatch(/^truncated: \/clusters\?format=json is not whole/)
  })

  it('is told apart when its last line stops early', async () => {
    fake.serve({ stats: recorded('stats.a.txt').slice(0, 4000) })
    expect(problemOf(await reader.sweep(target, signal))).toMatch(
      /^truncated: \/stats\?usedonly ends in the middle of a line, after 4000 bytes$/,
    )
  })

  it('is a problem when nothing listens', async () => {
    await fake.stop()
    expect(problemOf(await reader.sweep(target, signal))).toBe('unreachable: nothing listens there (connection refused)')
  })

  it('is a problem when the target is no URL', async () => {
    expect(problemOf(await reader.sweep({ ...target, url: 'nonsense' }, signal))).toBe('unreachable: not an URL: nonsense')
  })

  it('is given up at once when it is called off', async () => {
    fake.misbehave('silent')
    const caller = new AbortController()
    const reading = reader.sweep(target, caller.signal)
    caller.abort()
    expect(problemOf(await reading)).toBe('unreachable: the reading was called off')
  })
})

describe('a connection', () => {
  it('goes to no other address than the one that was checked', async () => {
    const url = fake.url.replace('127.0.0.1', 'localhost')
    const reading = await reader.sweep({ ...target, url, allowedAddress: '127.0.0.9' }, signal)
    expect(problemOf(reading)).toMatch(/^refused_address: localhost led to .*, and only 127\.0\.0\.9 was checked$/)
    expect(fake.requests).toEqual([])
  })

  it('is made anew after the proxy came back on the same port', async () => {
    sweepOf(await reader.sweep(target, signal))
    const { port } = fake
    await fake.stop()
    expect((await reader.sweep(target, signal)).ok).toBe(false)
    fake = await startFakeProxy(pages, port)
    expect((await reader.sweep(target, signal)).ok).toBe(true)
  })

  it('carries one request at a time, and what proves an edit goes before the rest of a sweep', async () => {
    const all = await Promise.all([reader.sweep(target, signal), reader.readPolicies(target, signal), reader.readFaults(target, signal)])
    expect(all.map((reading) => reading.ok)).toEqual([true, true, true])
    expect(fake.mostInFlight()).toBe(1)
    const { stats, routes, runtime, listeners, histograms, clusters } = adminPages
    const paths = fake.requests.map((request) => request.slice(4))
    expect(paths[0]).toBe(stats.path)
    expect(paths.slice(1, 3)).toEqual([routes.path, routes.path])
    expect(new Set(paths)).toEqual(new Set([stats, routes, runtime, listeners, histograms, clusters].map((page) => page.path)))
    expect(paths.indexOf(clusters.path)).toBeGreaterThan(paths.indexOf(runtime.path))
  })
})

describe('a sweep', () => {
  it('reads listeners at first and then every minute', async () => {
    const first = sweepOf(await reader.sweep(target, signal))
    expect(first.bound?.map(({ name, address }) => `${name} ${address.address}:${address.port}`)).toEqual([
      'inbound 127.0.0.1:22061',
      'outbound 127.0.0.1:23061',
    ])
    clock += 59_000
    expect(sweepOf(await reader.sweep(target, signal)).bound).toBeNull()
    clock += 1_000
    expect(sweepOf(await reader.sweep(target, signal)).bound).not.toBeNull()
  })

  it('takes the Prometheus page where the text page is refused, and tries the text page again a minute later', async () => {
    fake.misbehave('forbidden', 'stats')
    expect(sweepOf(await reader.sweep(target, signal)).page).toBe('prometheus')
    fake.misbehave(null, 'stats')
    expect(sweepOf(await reader.sweep(target, signal)).page).toBe('prometheus')
    clock += 60_000
    expect(sweepOf(await reader.sweep(target, signal)).page).toBe('native')
  })

  it('goes on without latency and hosts where only those pages are refused', async () => {
    for (const page of ['histograms', 'clusters', 'listeners'] as const) fake.misbehave('forbidden', page)
    const sweep = sweepOf(await reader.sweep(target, signal))
    const cluster = sweep.clusters.find(({ cluster }) => cluster === 'shop/reviews|v1')
    expect([cluster?.counters.get('requests'), cluster?.latency, cluster?.hosts]).toEqual([38, [], []])
  })

  it('of a Prometheus target reads that page alone, and says when it holds nothing of Envoy', async () => {
    const url = `${fake.url}/stats/prometheus?usedonly`
    const sweep = sweepOf(await reader.sweep({ id: 'p2', url, kind: 'prometheus-text' }, signal))
    expect(fake.requests).toEqual(['GET /stats/prometheus?usedonly'])
    expect(sweep.clusters.find(({ cluster }) => cluster === 'shop/reviews|v1')?.counters.get('requests')).toBe(38)
    fake.serve({ prometheus: '# TYPE go_goroutines gauge\ngo_goroutines 9\n' })
    expect(problemOf(await reader.sweep({ id: 'p2', url, kind: 'prometheus-text' }, signal))).toBe(
      'not_envoy: no Envoy series on this page',
    )
  })

  it('waits for the one before it, so that their numbers do not mix', async () => {
    fake.misbehave('late', 'histograms')
    const [first, second] = await Promise.all([reader.sweep(target, signal), reader.sweep(target, signal)])
    expect(sweepOf(second).clusters).toEqual(sweepOf(first).clusters)
    expect(fake.requests.filter((request) => request.endsWith(adminPages.stats.path))).toHaveLength(2)
    expect(fake.requests.findLastIndex((request) => request.endsWith(adminPages.stats.path))).toBeGreaterThan(
      fake.requests.findIndex((request) => request.endsWith(adminPages.clusters.path)),
    )
  })

  it('asks for rest after a page that was slow', async () => {
    sweepOf(await reader.sweep(target, signal))
    expect(reader.nextDelayMs('p1')).toBe(0)
    fake.misbehave('late', 'clusters')
    sweepOf(await reader.sweep(target, signal))
    expect(reader.nextDelayMs('p1')).toBeGreaterThan(20 * 250)
    expect(reader.nextDelayMs('p1')).toBeLessThanOrEqual(20 * 400)
  })

  it('skips lines that make no sense, and counts them', async () => {
    fake.serve({ stats: `${recorded('stats.a.txt')}no colon here\ncluster.shop/reviews|v1.upstream_rq_total: many\n` })
    expect(sweepOf(await reader.sweep(target, signal)).badLines).toBe(2)
  })
})

describe('the admin runtime layer', () => {
  it('is where faults are stopped and given back, and a proxy without one says so', async () => {
    fake.serve({ stopFaults: 'OK\n', releaseFaults: 'OK\n' })
    expect((await reader.setFaultsStopped(target, true, signal)).ok).toBe(true)
    expect((await reader.setFaultsStopped(target, false, signal)).ok).toBe(true)
    expect(fake.requests).toEqual([
      'POST /runtime_modify?fault.http.max_active_faults=0',
      'POST /runtime_modify?fault.http.max_active_faults=',
    ])
    fake.misbehave('error_500', 'stopFaults')
    expect(problemOf(await reader.setFaultsStopped(target, true, signal))).toContain('it has no admin runtime layer')
  })
})
