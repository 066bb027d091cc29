import { afterEach, describe, expect, it } from 'vitest'
import { startAdsServer, stopAdsServers, takeEverything } from '@/lib/testing/ads-server'
import { exampleDesired, exampleMesh, splitPolicy } from '@/lib/testing/example-mesh'
import { waitFor } from '@/lib/testing/wait-for'
import { composeControlPlanes } from './compose-control-planes'
import type { ControlPlane, TrialOutcome } from './control-plane'
import { xdsDriver } from './xds/driver'

afterEach(stopAdsServers)

const desired = (revision: number, v2 = 10) => exampleDesired(revision, exampleMesh(), [splitPolicy('shop/reviews', 100 - v2, v2)])
const tried: string[][] = []
// Of a plane nothing is asked here but a trial.
const asPlane = (outcome: TrialOutcome): ControlPlane =>
  ({
    ...xdsDriver,
    tryOn: async (_: unknown, ids: string[]) => {
      tried.push(ids)
      return outcome
    },
  }) as unknown as ControlPlane
const none: TrialOutcome = { kind: 'unavailable', proxyId: null }
const silentOne: TrialOutcome = { kind: 'unavailable', proxyId: 'a' }
const taken: TrialOutcome = { kind: 'accepted', proxyId: 'front' }
const trial = (...outcomes: [TrialOutcome, ...TrialOutcome[]]) => {
  const [first, ...others] = outcomes
  return composeControlPlanes([asPlane(first), ...others.map(asPlane)]).tryOn(desired(1), ['a', 'front'])
}

describe('a trial of an edit whose consumers several drivers steer', () => {
  it('says who kept silent, whatever the other drivers have to say', async () => {
    expect(await trial(silentOne, none)).toEqual(silentOne)
  })

  it('is not accepted by a proxy of another kind than the one that kept silent', async () => {
    expect(await trial(silentOne, taken)).toEqual(silentOne)
  })

  it('goes to the next driver where the one before steers none of them', async () => {
    expect(await trial(none, taken)).toEqual(taken)
    expect(await trial(none, none)).toEqual(none)
  })

  it('is not accepted by another kind of proxy while a connected one cannot be asked', async () => {
    const server = await startAdsServer(desired(1))
    const client = server.connect()
    client.request({ type: 'CDS' })
    await client.next('CDS')
    await waitFor('its stream', () => server.events.some(({ kind }) => kind === 'connected'))
    const composed = composeControlPlanes([server.plane, asPlane(taken)])
    tried.length = 0
    expect(await composed.tryOn(desired(2, 50), ['frontend-1', 'front'])).toMatchObject({ kind: 'unavailable' })
    expect(tried).toEqual([])
    await takeEverything(server.connect('frontend-2'))
    client.close()
    await waitFor('its end', () => server.events.some(({ kind }) => kind === 'disconnected'))
    expect(await composed.tryOn(desired(2, 50), ['frontend-1', 'front'])).toEqual(taken)
  })
})
