import { describe, expect, it } from 'vitest'
import { planDeregistration } from './deregistration'
import type { Instance } from './proxy'

const instance = (proxyId: string, version: string, connected: boolean, connectionChangedAt = 0): Instance => ({
  proxyId,
  service: 'shop/cart',
  version,
  inbound: { address: '127.0.0.1', port: 1 },
  connected,
  connectionChangedAt,
})

describe('an instance whose stream was lost', () => {
  it('stays for the grace period and leaves after it', () => {
    const mesh = [instance('a', 'v1', true), instance('b', 'v1', false), instance('c', 'v1', true)]
    expect(planDeregistration(mesh, 59_999, 60_000).leaves).toEqual([])
    expect(planDeregistration(mesh, 60_000, 60_000).leaves).toEqual(['b'])
  })

  it('stays when it is the last of its version, and says so', () => {
    const plan = planDeregistration([instance('a', 'v1', true), instance('b', 'v1', true), instance('c', 'v2', false)], 90_000, 60_000)
    expect(plan.leaves).toEqual([])
    expect(plan.kept[0]?.reason).toContain('shop/cart v2 without an instance')
  })

  it('stays when more than half of the service would go at once', () => {
    const mesh = [instance('a', 'v1', true), instance('b', 'v1', false), instance('c', 'v1', false)]
    const plan = planDeregistration(mesh, 90_000, 60_000)
    expect(plan.leaves).toEqual([])
    expect(plan.kept[0]?.reason).toContain('more than half')
  })
})
