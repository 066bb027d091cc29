import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TrialOutcome } from '@/lib/control-plane/control-plane'
import type { TypeSync } from '@/lib/mesh/proxy'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from '@/lib/testing/example-mesh'
import { createResourceEncoder } from './resource-encoder'
import type { ResourceType } from './resource-type'
import { createSnapshotBuilder } from './snapshot-builder'
import { Trial, touchedTypes } from './trial'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const encoder = createResourceEncoder()
const mesh = exampleMesh()
const build = (revision: number, ...policies: Parameters<typeof exampleDesired>[2] & {}) =>
  createSnapshotBuilder(exampleDesired(revision, mesh, policies), encoder).build(exampleSidecar('frontend-1'), null)

/** A trial of a change of weights on a proxy of which the test says what it answered. */
function begin({ isAlone = false, isInSync = true, stands = [] as ResourceType[] } = {}) {
  const before = build(1, splitPolicy('shop/reviews', 90, 10))
  const after = build(2, splitPolicy('shop/reviews', 50, 50))
  const refusals = new Map<ResourceType, number>(stands.map((type) => [type, 1]))
  const answer = { isInSync: false, isQuiet: false, isStuck: false }
  const sync = (type: TypeSync['type']): TypeSync => {
    const error = refusals.has(type) ? `no ${type} today` : null
    return { type, status: error ? 'NACKED' : 'SYNCED', sentVersion: '2', ackedVersion: '1', error, at: 1 }
  }
  let isFirst = true
  const stream = {
    publish: () => undefined,
    status: () => ({ sync: [sync('LDS'), sync('RDS')], syncedRevision: 1, offeredRevision: 2 }),
    isInSync: () => (isFirst ? isInSync : answer.isInSync),
    get isQuiet() {
      return answer.isQuiet
    },
    get isStuck() {
      return answer.isStuck
    },
    refusalsOf: (type: ResourceType) => refusals.get(type) ?? 0,
  }
  const outcomes: TrialOutcome[] = []
  const trial = new Trial('frontend-1', stream, touchedTypes(before, after), !isAlone, (outcome) => outcomes.push(outcome))
  isFirst = false
  trial.begin(after)
  const say = (said: Partial<typeof answer>, refused?: ResourceType): void => {
    Object.assign(answer, said)
    if (refused) refusals.set(refused, (refusals.get(refused) ?? 0) + 1)
    trial.look()
    vi.advanceTimersByTime(0)
  }
  return { outcomes, say }
}

describe('a trial', () => {
  it('is of the types that are new in it, and of endpoints where clusters are', () => {
    const plain = build(1, splitPolicy('shop/reviews', 90, 10))
    expect(touchedTypes(plain, build(2, splitPolicy('shop/reviews', 50, 50)))).toEqual(['RDS'])
    const strict = { ...splitPolicy('shop/reviews', 90, 10), destination: { circuitBreaker: { maxRequests: 5 } } }
    expect(touchedTypes(plain, build(2, strict))).toEqual(['CDS', 'EDS'])
  })

  it('ends in a refusal of what it sends, with its words and not those of an older one', () => {
    const { outcomes, say } = begin({ isInSync: false, stands: ['LDS'] })
    say({ isQuiet: true }, 'RDS')
    expect(outcomes).toEqual([{ kind: 'refused', proxyId: 'frontend-1', words: 'RDS: no RDS today' }])
  })

  it('is not ended by a refusal of what it does not send', () => {
    const { outcomes, say } = begin()
    say({}, 'RTDS')
    say({}, 'LDS')
    expect(outcomes).toEqual([])
    say({ isInSync: true })
    expect(outcomes).toEqual([{ kind: 'accepted', proxyId: 'frontend-1' }])
  })

  it('ends at once where nothing more can be sent', () => {
    const { outcomes, say } = begin({ isInSync: false, stands: ['CDS'] })
    say({ isStuck: true })
    expect(outcomes).toEqual([{ kind: 'unavailable', proxyId: 'frontend-1' }])
  })

  it('waits two seconds where another could be asked, and ten where none could, never for ever', () => {
    for (const [isAlone, ms] of [
      [false, 2_000],
      [true, 10_000],
    ] as const) {
      const { outcomes } = begin({ isAlone })
      vi.advanceTimersByTime(ms - 1)
      expect(outcomes).toEqual([])
      vi.advanceTimersByTime(1)
      expect(outcomes).toEqual([{ kind: 'unavailable', proxyId: 'frontend-1' }])
    }
  })
})
