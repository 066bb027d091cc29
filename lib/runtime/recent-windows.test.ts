import { describe, expect, it } from 'vitest'
import type { ProxyWindow } from '@/lib/mesh/window'
import { RecentWindows } from './recent-windows'

const window = (proxyId: string, to: number): ProxyWindow => ({ proxyId, from: to - 5_000, to, edges: [] })
const scope = { service: 'shop/reviews' }

describe('recent windows', () => {
  it('forget a proxy that is not read any more: its last rate is not its present one', () => {
    const recent = new RecentWindows(5_000)
    recent.add(window('gone', 5_000))
    recent.add(window('alive', 6_000))
    expect(recent.requestsPerSecond(scope, ['gone'])).toBe(0)
    recent.add(window('alive', 71_000))
    expect(recent.requestsPerSecond(scope, ['gone'])).toBeNull()
    expect(recent.injections(scope, 'gone')).toEqual([])
    expect(recent.injections(scope, 'alive')).toHaveLength(1)
  })
})
