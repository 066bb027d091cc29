import { describe, expect, it } from 'vitest'
import type { Fault } from '@/lib/mesh/fault'
import type { EdgeEnd, EdgeWindow } from '@/lib/mesh/window'
import { exampleFault } from '@/lib/testing/example-mesh'
import { sampleCounts, sampleKey } from '@/lib/testing/temporary-store'
import { renderReport } from './render-report'
import { reportFault, reportPeriods } from './report-fault'

const end = (service: string): EdgeEnd => ({ kind: 'service', service, version: 'v1', instance: null })
type Counts = Parameters<typeof sampleCounts>[0]
const row = (source: string, target: string, counts: Counts): Pick<EdgeWindow, 'key' | 'counts' | 'latency'> => ({
  key: sampleKey(1, { source: end(source), target: end(target) }),
  counts: sampleCounts(counts),
  latency: [],
})
const start = 1_000_000
const fault: Fault = {
  ...exampleFault(
    'f1',
    { service: 'shop/ratings', caller: 'shop/reviews', abort: { percent: 10 }, hypothesis: 'reviews *falls* back' },
    start,
  ),
  state: 'ended',
  outcome: 'completed',
  endsAt: start + 300_000,
  stopping: { outcome: 'completed', actor: 'lease', reason: 'its time is over', at: start + 300_000 },
  endedAt: start + 301_200,
  injected: { aborts: 103, delays: 0, abortsPerSecond: 0, delaysPerSecond: 0, share: { requests: 1_000, aborts: 97, delays: 0 } },
  evidence: [
    { proxyId: 'reviews-1', stage: 'observed', at: { stored: start, accepted: start + 5, loaded: start + 9, observed: start + 5_000 } },
  ],
}
const calm = [
  row('shop/reviews', 'shop/ratings', { requests: 1_000, errors: 0 }),
  row('shop/frontend', 'shop/reviews', { requests: 1_000, errors: 0 }),
  row('edge/gateway', 'shop/frontend', { requests: 1_000, errors: 0 }),
  row('shop/frontend', 'shop/cart', { requests: 500, errors: 0 }),
]
const during = (toReviews: Counts) => [
  row('shop/reviews', 'shop/ratings', { requests: 903, errors: 0, abortsInjected: 97 }),
  row('shop/frontend', 'shop/reviews', toReviews),
  row('edge/gateway', 'shop/frontend', { requests: 1_000, errors: 0 }),
]
const report = (toReviews: Counts) => reportFault(fault, { before: calm, during: during(toReviews), after: calm }, start + 400_000)

describe('the report of a fault', () => {
  it('says planned against injected, who failed, and the proof of removal', () => {
    const { sentences, isComplete, hops } = report({ requests: 1_000, errors: 95 })
    expect(sentences[0]).toBe('Abort: planned 10 %, injected 9.7 % (97 of 1000 requests); 103 in all.')
    expect(sentences[1]).toBe(
      'shop/reviews passed it on: 9.7 % of its 1000 calls to shop/ratings failed, and so did 9.5 % of the requests of shop/frontend (0 % before).',
    )
    expect(sentences[2]).toContain('shop/frontend absorbed it by what it answers without: 9.5 % of its 1000 calls to shop/reviews failed')
    expect(sentences.at(-1)).toBe('Proved gone 1.2 s after its end: all of 1 proxy read back without it, counters standing still.')
    expect(isComplete).toBe(true)
    expect(hops.map(({ source, target, isFaulted }) => `${source}>${target}${isFaulted ? '!' : ''}`)).toEqual([
      'shop/reviews>shop/ratings!',
      'shop/frontend>shop/reviews',
      'edge/gateway>shop/frontend',
    ])
    expect(hops[0]?.before).toMatchObject({ requests: 1_000, errorRatio: 0, aborts: 0 })
  })

  it('names retries where they absorbed it, and a fall-back where nothing was tried again', () => {
    expect(report({ requests: 1_000, errors: 1, retries: 97 }).outcomes).toEqual([
      { service: 'shop/reviews', kind: 'absorbed_by_retry', sentence: expect.stringContaining('after 97 more retries than before') },
    ])
    expect(report({ requests: 1_000, errors: 1 }).outcomes[0]?.kind).toBe('absorbed')
  })

  it('says nothing of what was not read', () => {
    const { hops, outcomes } = reportFault(fault, { before: null, during: during({ requests: 10 }), after: null }, start + 400_000)
    expect(hops[0]).toMatchObject({ before: null, after: null })
    expect(outcomes).toEqual([])
    const never: Fault = { ...fault, evidence: [], injected: { aborts: 0, delays: 0, abortsPerSecond: 0, delaysPerSecond: 0 } }
    expect(reportPeriods(never, start + 400_000).during).toBeNull()
    expect(reportFault(never, { before: null, during: null, after: null }, start).sentences).toEqual([
      'Abort: planned 10 %, not counted in a whole window; 0 in all.',
      'No proxy ever had it.',
    ])
  })

  it('is Markdown in which no name becomes markup', () => {
    const text = renderReport({ ...fault, actor: '<script>|' }, report({ requests: 1_000, errors: 95 }))
    expect(text).toContain('- **Hypothesis**: reviews \\*falls\\* back')
    expect(text).toContain('\\<script\\>\\|')
    expect(text).toContain('| shop/reviews → shop/ratings **(the fault)** | before | 1000 | 0 |')
    expect(text).toContain('| reviews-1 | observed |')
  })

  it('says "at least" of a count that lacks a part, and not known instead of 0', () => {
    const sentence = (aborts: number) => {
      const uncounted = { isAway: false, sharedMs: 4_200, unreadMs: 0 }
      const injected = { aborts, delays: 0, abortsPerSecond: 0, delaysPerSecond: 0, isPartial: true, uncounted }
      return reportFault({ ...fault, injected }, { before: null, during: null, after: null }, start).sentences[0]
    }
    const why = '5 seconds were shared with another fault and cannot be told apart.'
    expect(sentence(3)).toContain(`; at least 3; ${why}`)
    expect(sentence(0)).toContain(`; how many in all is not known; ${why}`)
  })
})
