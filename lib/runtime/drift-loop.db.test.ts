import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { DriftLoop } from './drift-loop'
import { Fleet } from './fleet'

const service = 'shop/reviews'
const signal = new AbortController().signal
const began = 1_800_000_000_000
let context: TestContext
beforeEach(async () => {
  context = await testContext()
})
afterEach(() => context.close())

describe('drift whose policy is edited', () => {
  it('is compared with the edit, although the proxy shows no other version than before', async () => {
    const asked = splitPolicy(service, 90, 10)
    let desired = exampleDesired(1, exampleMesh(), [asked])
    let now = began
    const fleet = new Fleet()
    fleet.put(exampleSidecar('frontend-1'), began)
    fleet.connected('frontend-1', '127.0.0.1', began)
    fleet.synced('frontend-1', [], 1, 1)
    const read = <T>(value: T) => Promise.resolve({ ok: true as const, value, at: now })
    const reader = {
      readDrift: () => read({ overrides: new Map<string, string>(), hasControlPlane: true, readouts: 'the same', injecting: [] }),
      readReadouts: () => read('the same'),
      readPolicies: () => read(new Map([[service, splitPolicy(service, 50, 50)]])),
      clearOverride: () => read(true as const),
    }
    const controlPlane = { ...xdsDriver, resend: () => true }
    const target = { id: 'frontend-1', url: 'http://127.0.0.1:1', kind: 'envoy' as const }
    const loop = new DriftLoop({ store: context.web.store, reader, controlPlane, now: () => now }, fleet, {
      desired: () => desired,
      targetOf: () => ({ ok: true, target }),
      isHeld: () => false,
    })
    const roundAfter = async (ms: number) => {
      now += ms
      await loop.round(now, signal)
      return (await context.web.store.steer.drift.list()).map(({ policyRevision }) => policyRevision)
    }
    expect(await roundAfter(0)).toEqual([])
    expect(await roundAfter(3_100)).toEqual([1])
    desired = { ...desired, policies: [{ policy: { ...asked, destination: { circuitBreaker: { maxRequests: 9 } } }, revision: 2 }] }
    await roundAfter(1_000)
    expect(await roundAfter(3_100)).toEqual([2])
  })
})
