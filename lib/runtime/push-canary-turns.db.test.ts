import { afterEach, describe, expect, it } from 'vitest'
import type { TrialOutcome } from '@/lib/control-plane/control-plane'
import { startPushGate } from '@/lib/testing/start-push-gate'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

describe('an edit that cannot be tried', () => {
  it('lets the next one have its turn, whether nobody could be asked, nobody answered, or the trial itself failed', async () => {
    const failures: (() => TrialOutcome)[] = [
      () => ({ kind: 'unavailable', proxyId: null }),
      () => ({ kind: 'unavailable', proxyId: 'frontend-1' }),
      () => {
        throw new Error('no snapshot of this')
      },
    ]
    for (const fail of failures) {
      const { gate, asked, weightOf } = await startPushGate(stops, (edited) =>
        edited.includes('shop/ledger') ? fail() : { kind: 'accepted', proxyId: 'frontend-2' },
      )
      await waitFor('the other edit', () => weightOf('shop/reviews') === 51)
      expect(weightOf('shop/ledger')).toBe(1)
      expect([...gate.heldServices()]).toEqual(['shop/ledger'])
      // One edit at a time: only what is admitted stands beside it.
      expect(asked[0]).toEqual(['shop/ledger'])
      expect(asked[1]).toEqual(['shop/reviews'])
    }
  })

  it('says what kept it from being tried', async () => {
    const { gate } = await startPushGate(stops, () => {
      throw new Error('no snapshot of this')
    })
    await waitFor('the words', () => {
      const passage = gate.passage('shop/ledger', 51)
      return 'held' in passage && passage.held === 'not sent yet: it could not be tried: Error: no snapshot of this'
    })
  })

  it('is asked of nobody again and again while nothing new is known', async () => {
    const { gate, asked } = await startPushGate(stops, () => ({ kind: 'unavailable', proxyId: null }))
    await waitFor('both', () => asked.length === 2)
    for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done))
    expect(asked).toHaveLength(2)
    gate.step()
    await waitFor('both again', () => asked.length === 4)
  })
})
