import { beforeEach, describe, expect, it } from 'vitest'
import { type CompareResponse, compareResponseSchema } from '@/lib/api/compare'
import { callUrl, errorOf } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { sampleChange, sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'

const end = Date.UTC(2026, 0, 2)
const served = serveEachTest({ now: () => end })
const hour = 3_600_000

beforeEach(async () => {
  feed(end - hour, 0)
  feed(end, 10)
})

/** Two minutes up to then, each 5 s: proxy-1 and proxy-2 with 50 requests, of which so many of proxy-1 fail. */
function feed(to: number, errors: number): void {
  for (let at = to - 120_000; at < to; at += 5000)
    for (const n of [1, 2]) {
      const counts = sampleCounts({ requests: 50, errors: n === 1 ? errors : 0 })
      served.web.store.series.append([
        {
          proxyId: `proxy-${n}`,
          from: at,
          to: at + 5000,
          edges: [{ key: sampleKey(n), counts, gauges: sampleGauges(), latency: [[5, 10, 50]] }],
        },
      ])
    }
  served.web.store.series.flush()
}

const ask = async (query: string): Promise<CompareResponse> => {
  const answer = await callUrl(served.url, `/api/v1/topology/compare?${query}`)
  expect([answer.status, answer.status === 200 ? null : errorOf(answer)]).toEqual([200, null])
  return compareResponseSchema.parse(answer.json())
}
const failing = 'shop/s1>shop/t1:http'

describe('GET /api/v1/topology/compare', () => {
  it('tells what fails more than in another window, with its test and q, and nothing of the rest', async () => {
    const answer = await ask(`from=${end - 60_000}&to=${end}&baseFrom=${end - hour - 60_000}&baseTo=${end - hour}`)
    expect(answer.top).toEqual([{ subject: 'edge', id: failing, kind: 'failing_more' }])
    const edge = answer.edges.find(({ id }) => id === failing)
    expect(edge).toMatchObject({ presence: 'both', now: { requests: 600, errors: 120 }, base: { requests: 600, errors: 0 } })
    expect(edge?.differences).toMatchObject([
      { kind: 'failing_more', test: 'fisher', now: 0.2, base: 0, phi: 1, isDispersionMeasured: true, perSecond: 2 },
    ])
    expect(edge?.differences[0]?.q).toBeLessThan(1e-20)
    expect(answer.notes).toEqual([])
  })

  it('takes a window an hour earlier, or the one before a change, which a reading that spans the change is no part of', async () => {
    expect((await ask('base=ago:1h')).top).toHaveLength(1)
    await served.web.store.steer.transaction((tx) => tx.changes.insert(sampleChange('c1', { at: end - 60_000 })))
    const answer = await ask('base=before:c1')
    expect(answer.base).toMatchObject({ from: new Date(end - 125_000).toISOString(), to: new Date(end - 65_000).toISOString() })
    expect(answer.now).toMatchObject({ from: new Date(end - 60_000).toISOString(), to: new Date(end).toISOString() })
    expect(answer.top).toEqual([])
  })

  it('says that nothing was read where a window holds nothing', async () => {
    const answer = await ask('base=ago:7d')
    expect(answer.notes).toEqual(['Nothing was read in the window before: nothing can be compared.'])
    expect(answer.edges.map(({ presence }) => presence)).toEqual(['unknown', 'unknown'])
  })

  it.each([
    ['', 400, /baseTo: say what to compare with/],
    ['base=yesterday', 400, /base: the base is written before:<change id>, or ago:/],
    ['base=ago:0h', 400, /base: a window ago:0 is the window itself/],
    ['base=ago:1h&baseTo=now', 400, /base: give either base, or baseFrom and baseTo/],
    ['baseFrom=now&baseTo=now-1m', 400, /baseFrom: baseFrom must be earlier than baseTo/],
    ['baseFrom=tomorrow&baseTo=now', 400, /baseFrom: not a time/],
    ['base=before:nothing', 404, /base: there is no change nothing/],
  ])('refuses %s with %i', async (query, status, words) => {
    const answer = await callUrl(served.url, `/api/v1/topology/compare?${query}`)
    expect(answer.status).toBe(status)
    expect(errorOf(answer).message).toMatch(words)
  })
})
