import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Baseline } from '@/lib/canary/baseline'
import { presets } from '@/lib/canary/presets'
import type { Tick } from '@/lib/canary/tick'
import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import { buildAddressBook } from '@/lib/metrics/address-book'
import type { ClusterSample, HostSample, Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { exampleCluster as cluster, exampleHost, exampleSweep as sweep } from '@/lib/testing/example-sweep'
import { CanaryTicks } from './canary-ticks'

const caller = exampleSidecar('frontend-1')
const tickMs = 5_000

/** One tick for each two sweeps that follow one another, as a canary of v2 against v1 counts it. */
function ticksOf(
  sweeps: readonly Sweep[],
  { protocol = 'http', version = 'v2' }: { protocol?: 'http' | 'tcp'; version?: string | null } = {},
): Tick[] {
  const spec: ServiceSpec = { name: 'shop/b', protocol, hosts: [], versions: [] }
  const context = { identity: caller, addresses: buildAddressBook([], new Map()), services: new Map([[spec.name, spec]]) }
  const phi = { phi: 1, mean: null, differences: 0, isMeasured: false }
  const baseline: Baseline = { history: {}, errors: phi, bounds: [], promotionBoundMs: null }
  const plan = { service: 'shop/b', version, baseline: 'v1', parameters: presets.fast }
  const ticks = new CanaryTicks({ plan, baseline }, 1_000, 0)
  return sweeps.slice(1).map((current, index) => {
    ticks.add(toWindow(sweeps[index] ?? null, current, context))
    const tick = ticks.close({ now: (index + 1) * tickMs, answering: [caller.id], callers: [caller.id] }, null)
    if (!tick) throw new Error('the tick is not over')
    return tick
  })
}

const perVersion = (v1: number, v2: number): ClusterSample[] => [
  cluster('shop/b|v1', { requests: v1 }),
  cluster('shop/b|v2', { requests: v2 }),
]
const perHost = (...hosts: HostSample[]): ClusterSample[] => [cluster('shop/b|*', { connections: 1_000 }, hosts)]

describe('a tick in which counters began anew', () => {
  it('is left out exactly where requests of one arm alone are missing', () => {
    const arm = fc.record({ before: fc.nat(50), after: fc.nat(50), resets: fc.boolean() })
    fc.assert(
      fc.property(fc.array(fc.tuple(arm, arm), { minLength: 1, maxLength: 8 }), (windows) => {
        const values = [0, 0]
        const anew: boolean[][] = []
        const sweeps = [sweep(0, perVersion(0, 0))]
        for (const [index, arms] of windows.entries()) {
          anew.push(
            arms.map(({ before, after, resets }, of) => {
              const former = values[of] ?? 0
              // One that has already counted past its former value cannot be told from one that went on.
              const isReset = resets && after < former
              values[of] = isReset ? after : former + before + after
              return isReset
            }),
          )
          sweeps.push(sweep((index + 1) * tickMs, perVersion(values[0] ?? 0, values[1] ?? 0)))
        }
        expect(ticksOf(sweeps).map(({ dirty }) => dirty !== null)).toEqual(anew.map(([v1, v2]) => v1 !== v2))
      }),
    )
  })

  it('says whose requests are missing, and where', () => {
    const [tick] = ticksOf([sweep(0, perVersion(90, 10)), sweep(5_000, perVersion(180, 4))])
    expect(tick).toMatchObject({
      dirty: 'frontend-1 began to count v2 anew: a part of its requests is missing',
      strata: [{ nb: 90, nc: 4 }],
    })
  })

  it('says so too of a version whose destination was taken out and came back unused', () => {
    const [tick] = ticksOf([
      sweep(0, perVersion(90, 10)),
      sweep(5_000, [cluster('shop/b|v1', { requests: 180 }), cluster('shop/b|v2', {})]),
    ])
    expect(tick?.dirty).toMatch(/^frontend-1 began to count v2 anew/)
  })

  it('counts where a whole proxy was started anew: of both arms the same time is missing', () => {
    const before = sweep(0, perVersion(90, 10), { uptimeSeconds: 600 })
    expect(ticksOf([before, sweep(5_000, perVersion(80, 12), { uptimeSeconds: 3 })])[0]).toMatchObject({
      dirty: null,
      strata: [{ nb: 80, nc: 12 }],
    })
    expect(ticksOf([before, sweep(5_000, perVersion(80, 2))])[0]?.dirty).toBeNull()
  })

  it('counts where an instance of a version with a destination of its own was started anew: the destination counts on', () => {
    const v2 = (requests: number, ofHost: number) =>
      cluster('shop/b|v2', { requests }, [exampleHost(1, { requests: ofHost }), exampleHost(2)])
    const at = (v1: number, other: ClusterSample) => [cluster('shop/b|v1', { requests: v1 }), other]
    expect(ticksOf([sweep(0, at(90, v2(10, 10))), sweep(5_000, at(180, v2(20, 3)))])[0]).toMatchObject({
      dirty: null,
      strata: [{ nb: 90, nc: 10 }],
    })
  })

  it('does not count where an instance of one version of a tcp service was started anew, or left: its own counters were all there was', () => {
    const host = (port: number, version: string, connections: number) => exampleHost(port, { connections }, { version })
    const before = sweep(0, perHost(host(1, 'v1', 90), host(2, 'v2', 6), host(3, 'v2', 4)))
    const anew = sweep(5_000, perHost(host(1, 'v1', 180), host(2, 'v2', 2), host(3, 'v2', 8)))
    const left = sweep(5_000, perHost(host(1, 'v1', 180), host(3, 'v2', 8)))
    const missing = 'frontend-1 began to count v2 anew: a part of its requests is missing'
    expect(ticksOf([before, anew], { protocol: 'tcp' })[0]?.dirty).toBe(missing)
    expect(ticksOf([before, left], { protocol: 'tcp' })[0]?.dirty).toBe(missing)
    expect(ticksOf([before, before], { protocol: 'tcp' })[0]?.dirty).toBeNull()
  })

  it('compares no halves of the baseline where an instance of one of them was started anew, and counts all the same', () => {
    const v1 = (requests: number, first: number, second: number) => [
      cluster('shop/b|v1', { requests }, [exampleHost(1, { requests: first }), exampleHost(2, { requests: second })]),
    ]
    const sweeps = [sweep(0, v1(20, 10, 10)), sweep(5_000, v1(40, 20, 20)), sweep(10_000, v1(60, 5, 30)), sweep(15_000, v1(80, 15, 40))]
    for (const version of ['v2', null])
      expect(ticksOf(sweeps, { version }).map(({ dirty, strata }) => [dirty, strata[0]?.halves ?? null])).toEqual([
        [null, { nc: 10, xc: 0, nb: 10, xb: 0 }],
        [null, null],
        [null, { nc: 10, xc: 0, nb: 10, xb: 0 }],
      ])
  })
})
