import { describe, expect, it } from 'vitest'
import { type ProblemsResponse, problemsResponseSchema } from '@/lib/api/problems'
import { callUrl } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { sampleChange, sampleCounts, sampleGauges, sampleKey } from '@/lib/testing/temporary-store'

const end = Date.UTC(2026, 0, 2)
const served = serveEachTest({ now: () => end })

/** Each 5 s of these minutes 100 requests, so many of which fail, and take so long. */
function feed(fromMinute: number, toMinute: number, errors: number, lateMs: number): void {
  for (let at = end - fromMinute * 60_000; at < end - toMinute * 60_000; at += 5000) {
    const counts = sampleCounts({ requests: 100, errors })
    const edge = { key: sampleKey(1), counts, gauges: sampleGauges(), latency: [[lateMs, lateMs + 5, 100] as const] }
    served.web.store.series.append([{ proxyId: 'proxy-1', from: at, to: at + 5000, edges: [edge] }])
  }
  served.web.store.series.flush()
}
const ask = async (): Promise<ProblemsResponse> => problemsResponseSchema.parse((await callUrl(served.url, '/api/v1/problems')).json())

describe('GET /api/v1/problems', () => {
  it('has none where nothing is known, nor where all is well', async () => {
    expect(await ask()).toEqual({ at: new Date(end).toISOString(), problems: [] })
  })

  it('tells since when it fails and names the change that came just before', async () => {
    const changed = end - 3 * 60_000
    await served.web.store.steer.transaction((tx) => tx.changes.insert(sampleChange('c1', { service: 'shop/t1', at: changed })))
    feed(30, 3, 0, 5)
    feed(3, 0, 30, 5)
    const { problems } = await ask()
    expect(problems).toMatchObject([
      {
        id: 'failing:shop/t1@v1',
        severity: 'failing',
        since: new Date(changed).toISOString(),
        causes: [{ kind: 'change', id: 'c1', secondsBefore: 0 }],
      },
    ])
  })

  it('tells what is slower than in the hour before', async () => {
    feed(50, 2, 0, 5)
    feed(2, 0, 0, 300)
    expect((await ask()).problems).toMatchObject([{ id: 'slow:shop/t1@v1', since: new Date(end - 2 * 60_000).toISOString(), causes: [] }])
  })
})
