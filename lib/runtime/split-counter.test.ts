import { describe, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import { SplitCounter } from './split-counter'

const second = 1000
// Only its times and that it counted nothing matter here.
const emptyWindow = (from: number, to: number): ProxyWindow =>
  ({ proxyId: 'frontend-1', from, to, edges: [] }) as Partial<ProxyWindow> as ProxyWindow

describe('counts since a moment', () => {
  it('are not measured before a whole window lies after it, and then an empty one is silence', () => {
    const counter = new SplitCounter()
    counter.watch(['shop/reviews'])
    counter.add(emptyWindow(0, 5 * second))
    expect(counter.since('frontend-1', 'shop/reviews', 3 * second)).toMatchObject({ isMeasured: false })
    counter.add(emptyWindow(5 * second, 10 * second))
    expect(counter.since('frontend-1', 'shop/reviews', 3 * second)).toMatchObject({ isMeasured: true, byVersion: new Map() })
    expect(counter.since('frontend-2', 'shop/reviews', 3 * second)).toMatchObject({ isMeasured: false })
  })
})
