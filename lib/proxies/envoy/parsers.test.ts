import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExpositionParser, type Labels, parseLabels } from '@/lib/proxies/prometheus/exposition'
import { parseCertificates } from './certificates'
import { parseClusters } from './clusters'
import { parseHistograms } from './histograms'
import { type JsonObject, parseJsonObject } from './json'
import { parseNode } from './node'
import { StatTally } from './stat-tally'
import { createStatsTextParser } from './stats-text'

const recorded = (file: string): string => readFileSync(new URL(`./testdata/${file}`, import.meta.url), 'utf8')
const json = (text: string): JsonObject => {
  const page = parseJsonObject(text)
  if (!page) throw new Error('no JSON object')
  return page
}

describe('the text statistics', () => {
  const read = (chunks: Buffer[]): { counted: unknown; bad: number } => {
    const tally = new StatTally()
    const parser = createStatsTextParser(tally)
    tally.begin()
    parser.begin()
    for (const chunk of chunks) parser.feed(chunk)
    expect(parser.end()).toBe(true)
    return { counted: tally.seen('cluster').map((subject) => [subject.name, [...subject.counters], subject.gauges]), bad: parser.badLines }
  }

  it('mean the same however the page is cut into chunks', () => {
    const page = Buffer.from(recorded('frontend-v1-1.stats.b.txt'))
    const whole = read([page])
    fc.assert(
      fc.property(fc.array(fc.nat(page.length), { maxLength: 20 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), page.length]
        expect(read(edges.slice(1).map((to, index) => page.subarray(edges[index], to)))).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  it('mean the same in the next round, when lines have moved, come and gone', () => {
    const lines = recorded('frontend-v1-1.stats.b.txt').trimEnd().split('\n')
    fc.assert(
      fc.property(fc.shuffledSubarray(lines), fc.shuffledSubarray(lines), (first, second) => {
        const toPage = (list: string[]): Buffer => Buffer.from(list.map((line) => `${line}\n`).join(''))
        const tally = new StatTally()
        const parser = createStatsTextParser(tally)
        for (const list of [first, second]) {
          tally.begin()
          parser.begin()
          parser.feed(toPage(list))
        }
        const sorted = (rows: unknown): unknown =>
          JSON.stringify(
            (rows as unknown[])
              .map((row) =>
                JSON.stringify(row)
                  .split(/[,[\]{}]/)
                  .sort(),
              )
              .sort(),
          )
        const again = tally.seen('cluster').map((subject) => [subject.name, [...subject.counters], subject.gauges])
        expect(sorted(again)).toBe(sorted(read([toPage(second)]).counted))
      }),
      { numRuns: 30 },
    )
  })

  it('count what grpc_stats and the access logger of injected faults print', () => {
    const lines = [
      'grpc.0: 10',
      'grpc.14: 4',
      'grpc.5: 3',
      'grpc.failure: 7',
      'grpc.success: 10',
      'grpc.total: 17',
      'grpc.shop.Checkout.Get.2: 1',
    ]
    const injected = ['both.flags.DI,FI: 3', 'delayed.flags.DI: 3', 'faulty.flags.FI: 5'].map(
      (tail) => `outrider.injected.cluster.shop/c|v1.route.${tail}`,
    )
    const page = [...lines.map((line) => `cluster.shop/c|v1.${line}`), ...injected, ''].join('\n')
    expect(read([Buffer.from(page)]).counted).toEqual([
      [
        'shop/c|v1',
        [
          ['grpcRequests', 18],
          ['grpcErrors', 5],
          ['delaysInjected', 6],
          ['abortsInjected', 8],
        ],
        {},
      ],
    ])
  })

  it('leave out copies of the same requests, and names may hold dots and other letters', () => {
    const page = [
      'internal.upstream_rq_5xx: 9',
      'external.upstream_rq_5xx: 9',
      'zone.a.b.upstream_rq_5xx: 9',
      'retry.upstream_rq_5xx: 2',
      'upstream_rq_5xx: 3',
      '',
    ]
    const { counted } = read([Buffer.from(page.map((line) => line && `cluster.outbound|80||straße.example.com.${line}`).join('\n'))])
    expect(counted).toEqual([
      [
        'outbound|80||straße.example.com',
        [
          ['attemptErrors', 5],
          ['errors', 3],
        ],
        {},
      ],
    ])
  })
})

describe('the exposition format', () => {
  const read = (page: string): { series: [string, Record<string, string>, number][]; bad: number } => {
    const series: [string, Record<string, string>, number][] = []
    const parser = createExpositionParser<{ family: string; labels: Labels }>({
      wants: (family) => family !== 'unwanted',
      resolve: (family, labels) => ({ family, labels }),
      apply({ family, labels }, value) {
        series.push([family, Object.fromEntries(labels), value])
        return true
      },
    })
    parser.begin()
    parser.feed(Buffer.from(page))
    return { series, bad: parser.badLines }
  }

  it('is read with its oddities', () => {
    const page = [
      '# HELP a_total Words',
      '# TYPE a_total counter',
      'a_total{} 7',
      'a_total 8 1700000000000',
      'b{x="1",y="a\\"b\\\\c\\nd}",} 1.5e3',
      'b{ x = "ü" } +Inf',
      'c_bucket{le="3600000"} 2 # {trace="t"} 0.5',
      'd 18446744073709551611',
      'unwanted{x="1"} 5',
      '# EOF',
      '',
    ].join('\n')
    expect(read(page)).toEqual({
      series: [
        ['a_total', {}, 7],
        ['a_total', {}, 8],
        ['b', { x: '1', y: 'a"b\\c\nd}' }, 1500],
        ['b', { x: 'ü' }, Number.POSITIVE_INFINITY],
        ['c_bucket', { le: '3600000' }, 2],
        ['d', {}, 18446744073709552000],
      ],
      bad: 0,
    })
  })

  it('loses only the lines that make no sense, and counts them', () => {
    expect(read('a 1\n{x="1"} 2\nb{x="1" 3\nc\nd x\ne 5\n')).toEqual({
      series: [
        ['a', {}, 1],
        ['e', {}, 5],
      ],
      bad: 4,
    })
  })

  it('gives back any label value that was escaped into it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
        expect(parseLabels(`a="${escaped}"}`, 0)?.get('a')).toBe(value)
      }),
    )
  })
})

describe('JSON pages', () => {
  it('give latency in bins of at least a millisecond', () => {
    const { clusters } = parseHistograms(json(recorded('reviews-v1-1.histograms.b.json')))
    expect(clusters.get('inbound')).toEqual([
      [0, 1, 335],
      [1, 2, 3],
    ])
  })

  it('give hosts with what they counted', () => {
    const clusters = parseClusters(json(recorded('frontend-v1-1.clusters.b.json')))
    const host = clusters.find((cluster) => cluster.name === 'shop/reviews|v1')?.hosts[0]
    expect(host).toMatchObject({
      address: { address: '127.0.0.1', port: 22062 },
      isHealthy: true,
      isEjected: false,
      weight: 1,
      connectionsOpen: 2,
    })
    expect(Object.fromEntries(host?.counters ?? [])).toEqual({
      connections: 2,
      requests: 338,
      ok: 276,
      errors: 62,
      attemptErrors: 62,
      attempts: 338,
    })
  })

  it('give each certificate once, soonest end first', () => {
    const certificates = parseCertificates(json(recorded('frontend-v1-1.certs.json')))
    expect(certificates.map(({ subjectAltNames, daysUntilExpiration }) => [subjectAltNames, daysUntilExpiration])).toEqual([
      [['frontend.shop', 'spiffe://demo.mesh/ns/shop/sa/frontend'], 29],
      [[], 364],
    ])
    expect(parseCertificates(json(recorded('gateway.certs.json')))).toEqual([])
  })

  it('give what a proxy says of itself', () => {
    expect(parseNode(json(recorded('frontend-v1-1.node.json')))).toEqual({
      kind: 'envoy',
      build: null,
      id: 'shop/frontend-v1-1',
      service: 'shop/frontend',
      version: 'v1',
      role: 'sidecar',
      inbound: { address: '127.0.0.1', port: 22061 },
      outbound: { address: '127.0.0.1', port: 23061 },
      app: { address: '127.0.0.1', port: 24161 },
    })
    expect(parseNode({})).toBeNull()
  })
})
