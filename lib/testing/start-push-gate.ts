import type { ControlPlane, Desired, TrialOutcome } from '@/lib/control-plane/control-plane'
import { xdsDriver } from '@/lib/control-plane/xds/driver'
import { Fleet } from '@/lib/runtime/fleet'
import { PushCanary } from '@/lib/runtime/push-canary'
import { exampleDesired, exampleMesh, exampleSidecar, splitPolicy } from './example-mesh'
import { openTestStore, silent, temporaryFolder } from './temporary-store'

type Stop = () => Promise<void> | void

const mesh = exampleMesh()
const state = (revision: number, reviews: number, ledger: number): Desired => ({
  ...exampleDesired(revision, mesh),
  policies: [
    { policy: splitPolicy('shop/ledger', 100 - ledger, ledger), revision: 1 + ledger },
    { policy: splitPolicy('shop/reviews', 100 - reviews, reviews), revision: 1 + reviews },
  ],
})

/**
 * Edits of two services at once, on a control plane that answers trials as the test says; the one of shop/ledger comes first. `callers`: what that control plane knows of them
 * otherwise than the driver. Whatever it starts is put on `stops`.
 */
export async function startPushGate(
  stops: Stop[],
  answer: (edited: string[]) => TrialOutcome,
  callers: Partial<Pick<ControlPlane, 'consumers' | 'cannotTake'>> = {},
) {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  const store = await openTestStore(folder)
  stops.push(() => store.close())
  const fleet = new Fleet()
  for (const id of ['frontend-1', 'frontend-2']) {
    fleet.put(exampleSidecar(id), 1)
    fleet.connected(id, '127.0.0.1', 1)
  }
  const asked: string[][] = []
  const controlPlane = {
    consumers: xdsDriver.consumers,
    ...callers,
    tryOn(desired: Desired): Promise<TrialOutcome> {
      const edited = desired.policies.filter(({ revision }) => revision > 1).map(({ policy }) => policy.service)
      asked.push(edited)
      return Promise.resolve(answer(edited))
    },
  }
  const operations = {
    store,
    driver: xdsDriver,
    actor: 'test',
    staticProxies: [],
    scrapeIntervalMs: 1_000,
    now: () => 1,
    newId: () => 'id',
  }
  let published: Desired | null = null
  const gate: PushCanary = new PushCanary({ controlPlane, log: silent }, operations, fleet, async () => {
    published = gate.hold(state((await store.steer.revision()) + 3, 50, 50))
  })
  gate.hold(state(1, 0, 0))
  published = gate.hold(state(2, 50, 50))
  gate.step()
  return { gate, asked, weightOf: (service: string) => published?.policies.find(({ policy }) => policy.service === service)?.revision }
}
