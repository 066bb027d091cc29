import { describe, expect, it } from 'vitest'
import type { Fault, FaultSpec } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { checkFault, doFaultsOverlap } from './check-fault'
import { faultSentence } from './fault-sentence'
import { plannedInjection, seenThroughRetries } from './planned-injection'

const mesh: MeshDocument = {
  services: [
    { name: 'shop/reviews', protocol: 'http', hosts: [], versions: [{ name: 'v1' }, { name: 'v2' }] },
    { name: 'shop/ratings', protocol: 'http', hosts: [], calls: [], versions: [{ name: 'v1' }] },
    { name: 'shop/ledger', protocol: 'tcp', hosts: [], versions: [{ name: 'v1' }] },
  ],
  gateways: [{ name: 'edge/gateway', routes: [{ host: '*', path: '/', service: 'shop/ratings' }] }],
}
const spec: FaultSpec = {
  service: 'shop/ratings',
  version: 'v1',
  caller: 'shop/reviews',
  abort: { percent: 20, httpStatus: 503 },
  delay: { percent: 10, fixedDelayMs: 400 },
  durationSeconds: 300,
  reason: 'try',
}
const running: Fault = {
  ...spec,
  id: 'f1',
  actor: 'ann',
  at: 0,
  state: 'injecting',
  stateReason: null,
  outcome: null,
  endsAt: 1,
  endedAt: null,
  revision: 1,
  stopping: null,
  planned: null,
  injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 0, delays: 0 },
  evidence: [],
}
const kinds = (change: Partial<FaultSpec>) =>
  checkFault({ ...spec, ...change }, mesh, [], null).map((problem) => `${problem.kind} ${problem.path}`)

describe('checking a fault before it starts', () => {
  it('lets a bounded one through', () => {
    expect(kinds({})).toEqual([])
  })
  it('refuses what is malformed, naming the field', () => {
    expect(kinds({ abort: { percent: 101 } })).toEqual(['invalid abort.percent'])
    expect(kinds({ delay: { percent: -1, fixedDelayMs: 0 } })).toEqual(['invalid delay.percent', 'invalid delay.fixedDelayMs'])
    expect(checkFault({ ...spec, abort: { percent: 0.00001 } }, mesh, [], null)).toEqual([
      {
        kind: 'invalid',
        path: 'abort.percent',
        message: '0.00001 % is finer than a proxy can tell',
        fix: 'use steps of 0.0001 %, one in a million',
      },
    ])
    expect(kinds({ delay: { percent: 0.00015, fixedDelayMs: 1 } })).toEqual(['invalid delay.percent'])
    expect(kinds({ abort: { percent: 0.0001 }, delay: { percent: 33.3333, fixedDelayMs: 1 } })).toEqual([])
    expect(checkFault({ ...spec, durationSeconds: -5 }, mesh, [], null)[0]?.message).toBe('-5 s is no time that a fault can last')
    expect(kinds({ durationSeconds: 0 })).toEqual(['invalid durationSeconds'])
    expect(kinds({ durationSeconds: 3601 })).toEqual(['invalid durationSeconds'])
    expect(kinds({ abort: undefined, delay: undefined })).toEqual(['invalid abort'])
  })
  it('refuses what has no sense in this mesh', () => {
    expect(kinds({ service: 'shop/nothing' })).toEqual(['rejected service'])
    expect(kinds({ version: 'v9' })).toEqual(['rejected version'])
    expect(kinds({ caller: 'shop/nobody' })).toEqual(['rejected caller'])
    expect(kinds({ service: 'shop/reviews', caller: 'edge/gateway' })).toEqual(['rejected caller'])
    expect(kinds({ service: 'shop/reviews', caller: 'shop/ratings' })).toEqual(['rejected caller'])
    expect(kinds({ service: 'shop/ledger' })).toEqual(['rejected service'])
    expect(kinds({ guards: [{ service: 'shop/nobody', metric: 'p95', above: 1 }] })).toEqual(['rejected guards[0].service'])
    expect(kinds({ guards: [{ service: 'edge/gateway', metric: 'p95', above: 1 }], caller: 'edge/gateway' })).toEqual([])
  })
  it('meets the red button and the holder of its route as conflicts', () => {
    expect(checkFault(spec, mesh, [], { locked: true, reason: 'incident 12' })[0]).toMatchObject({
      kind: 'conflict',
      message: 'new faults are locked by the red button: incident 12',
    })
    expect(checkFault(spec, mesh, [running], null)[0]?.message).toContain('fault f1 of ann holds this route')
    expect(checkFault(spec, mesh, [{ ...running, state: 'ended' }], null)).toEqual([])
  })
  it('lets another part run on the same route only with a reason, and the same part never', () => {
    const delay = { percent: 5, fixedDelayMs: 100 }
    const aborting: Fault = { ...running, delay: undefined }
    const beside: FaultSpec = { ...spec, abort: undefined, delay }
    expect(checkFault(beside, mesh, [aborting], null)[0]).toMatchObject({ kind: 'conflict', fix: expect.stringContaining('overrideLock') })
    expect(checkFault({ ...beside, overrideLock: 'both are mine' }, mesh, [aborting], null)).toEqual([])
    expect(checkFault({ ...spec, overrideLock: 'both are mine' }, mesh, [running], null)[0]?.fix).toBe('stop it first, or wait for its end')
  })
  it('lets two faults differ in version, caller or part', () => {
    expect(doFaultsOverlap(spec, { ...spec, version: 'v2' })).toBe(false)
    expect(doFaultsOverlap(spec, { ...spec, caller: 'edge/gateway' })).toBe(false)
    expect(doFaultsOverlap({ ...spec, delay: undefined }, { ...spec, abort: undefined })).toBe(false)
    expect(doFaultsOverlap(spec, { ...spec, version: undefined })).toBe(true)
  })
})

describe('what a fault says of itself', () => {
  it('reads as one line', () => {
    expect(faultSentence(spec)).toBe('shop/ratings v1: 20 % abort with 503, 10 % delay of 400 ms, from shop/reviews, for 5 min')
    expect(faultSentence({ service: 'shop/pay', abort: { percent: 1, grpcStatus: 14 }, durationSeconds: 90, reason: '' })).toBe(
      'shop/pay: 1 % abort with UNAVAILABLE, for 1 min 30 s',
    )
  })
  it('plans from the measured rate', () => {
    expect(plannedInjection(spec, 142)).toEqual({ abortsPerSecond: 28.4, delaysPerSecond: 14.2 })
  })
  it('is diluted by retries further up: 50 % with two retries is seen as 12.5 % at 1.75 times the load', () => {
    expect(seenThroughRetries(0.5, 2)).toEqual({ seenRatio: 0.125, loadFactor: 1.75 })
  })
})
