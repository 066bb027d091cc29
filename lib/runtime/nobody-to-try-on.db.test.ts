import { afterEach, describe, expect, it } from 'vitest'
import type { ControlPlane } from '@/lib/control-plane/control-plane'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { startPushGate } from '@/lib/testing/start-push-gate'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const noneCanTakeIt: NonNullable<ControlPlane['cannotTake']> = (_desired, service) =>
  service === 'shop/ledger'
    ? ['frontend-1', 'frontend-2', 'checkout-1'].map((proxyId) => ({ proxyId, reason: 'it takes weights and nothing else' }))
    : []
const nobodyCallsIt: ControlPlane['consumers'] = (desired, service, proxies) =>
  service === 'shop/ledger' ? [] : xdsDriver.consumers(desired, service, proxies)

describe('an edit that there is nobody to try on', () => {
  for (const [who, callers] of [
    ['none can take it', { cannotTake: noneCanTakeIt }],
    ['nobody calls it', { consumers: nobodyCallsIt }],
  ] as const)
    it(`is not held for ever, as while one is held no route of any proxy is looked at for drift: ${who}`, async () => {
      const { gate, weightOf } = await startPushGate(stops, () => ({ kind: 'accepted', proxyId: 'frontend-1' }), callers)
      await waitFor('the other edit', () => weightOf('shop/reviews') === 51)
      for (let i = 0; i < 50; i++) {
        gate.step()
        await new Promise((done) => setImmediate(done))
      }
      expect([...gate.heldServices()]).toEqual([])
    })

  it('goes out as well where that is known only after it was held back', async () => {
    let someCan = true
    const { gate, weightOf } = await startPushGate(
      stops,
      (edited) => (edited.includes('shop/ledger') ? { kind: 'unavailable', proxyId: null } : { kind: 'accepted', proxyId: 'frontend-1' }),
      { cannotTake: (...asked) => (someCan ? [] : noneCanTakeIt(...asked)) },
    )
    await waitFor('the other edit', () => weightOf('shop/reviews') === 51)
    expect(weightOf('shop/ledger')).toBe(1)
    someCan = false
    gate.step()
    await waitFor('the edit', () => weightOf('shop/ledger') === 51)
    expect([...gate.heldServices()]).toEqual([])
  })
})
