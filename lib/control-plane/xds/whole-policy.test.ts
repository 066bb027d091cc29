import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findFreePorts } from '@/demo/find-free-ports'
import { policySchema } from '@/lib/api/policies'
import type { ControlPlane } from '@/lib/control-plane/control-plane'
import type { MeshDocument, Protocol } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import type { TypeSync } from '@/lib/mesh/proxy'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { ProxyReader } from '@/lib/proxies/proxy-reader'
import { samePolicyMeaning } from '@/lib/routing/policy-meaning'
import { sameDestination } from '@/lib/routing/same-destination'
import { exampleDesired, exampleMesh } from '@/lib/testing/example-mesh'
import { accepted, fuzzMesh, fuzzService, policyDraft } from '@/lib/testing/policy-arbitrary'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { waitFor } from '@/lib/testing/wait-for'
import { renderBootstrap } from './bootstrap'
import { createControlPlane } from './control-plane'

const folder = join(import.meta.dirname, 'compile/testdata')
const policies = readdirSync(folder)
  .filter((file) => file.endsWith('.policy.yaml'))
  .map((file): [string, Policy] => [file, policySchema.parse(parse(readFileSync(join(folder, file), 'utf8')))])

const caller = 'shop/frontend@v1'
const stops: (() => Promise<void>)[] = []
let plane: ControlPlane
let reader: ProxyReader
let target: { id: string; url: string; kind: 'envoy' }
let sync: TypeSync[] = []
let synced = 0
let revision = 1

/** Publishes, and answers when the proxy has acknowledged everything; throws with its own words where it refuses. */
async function apply(mesh: MeshDocument, policy: Policy[]): Promise<void> {
  revision++
  plane.publish(exampleDesired(revision, mesh, policy))
  await waitFor(
    `revision ${revision}`,
    () => {
      const refusal = sync.find((type) => type.status === 'NACKED')
      if (refusal) throw new Error(`${refusal.type} refused: ${refusal.error}`)
      return synced === revision
    },
    60_000,
  )
}

describe.skipIf(noEnvoyReason)(`over ADS, a real Envoy${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 120_000 }, () => {
  beforeAll(async () => {
    plane = createControlPlane({
      listen: '127.0.0.1:0',
      isStoreAlive: () => true,
      now: Date.now,
      log: { info: () => undefined, warn: () => undefined },
    })
    plane.subscribe((event) => {
      if (event.kind !== 'sync') return
      sync = event.sync
      synced = event.syncedRevision
    })
    plane.publish(exampleDesired(revision, exampleMesh()))
    const { address } = await plane.start()
    stops.push(() => plane.stop(0))
    const ports = await findFreePorts(['admin', 'inbound', 'outbound', 'tcp', 'app'], {}, Math.random)
    const at = (name: string): string => `127.0.0.1:${ports[name] ?? 0}`
    const places = {
      admin: at('admin'),
      inbound: at('inbound'),
      outbound: at('outbound'),
      app: at('app'),
      tcp: { 'shop/ledger': at('tcp') },
    }
    const envoy = await startRealEnvoy(
      renderBootstrap({ service: 'shop/frontend', version: 'v1', xds: address, ...places }),
      ports.admin ?? 0,
    )
    stops.push(envoy.stop)
    reader = createEnvoyReader({ now: Date.now, timeoutMs: 20_000, maxBytes: 64_000_000 })
    stops.push(() => reader.close())
    target = { id: 'frontend-1', url: `http://${at('admin')}`, kind: 'envoy' }
  }, 60_000)
  afterAll(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  })

  it.each(policies)('takes %s and, read back, runs what it says', async (_file, policy) => {
    await apply(exampleMesh(), [policy])
    const isTcp = policy.service === 'shop/ledger'
    // A changed cluster or listener is in force when it is warm, a moment after it was acknowledged.
    const same = async (): Promise<string | null> => {
      const loaded = await reader.readPolicies(target, AbortSignal.timeout(20_000))
      const destination = await reader.readDestination(target, policy.service, AbortSignal.timeout(20_000))
      if (!loaded.ok || !destination.ok) return JSON.stringify([loaded, destination])
      const own = loaded.value.get(policy.service)
      const differences = [
        isTcp && !own ? null : own ? samePolicyMeaning(policy, own, caller) : 'no route',
        destination.value ? sameDestination(policy, destination.value, isTcp) : 'no cluster',
      ]
      return differences.find((difference) => difference !== null) ?? null
    }
    let last: string | null = 'not read'
    const read = async (): Promise<boolean> => {
      last = await same()
      return last === null
    }
    await waitFor('the same meaning', read, 8_000).catch(() => undefined)
    expect([last]).toEqual([null])
  })

  it('takes any accepted documents without a refusal', async () => {
    const drafts = fc.sample(fc.tuple(fc.constantFrom<Protocol>('http', 'grpc'), policyDraft), { numRuns: 120, seed: 7 })
    const services = drafts.map(([protocol], index) => fuzzService(index, protocol))
    const documents = drafts.flatMap(([, draft], index): Policy[] => {
      const service = services[index]
      const policy = service ? accepted(draft, service) : null
      return policy ? [policy] : []
    })
    expect(documents.length).toBeGreaterThan(20)
    const fuzz = fuzzMesh(services)
    const example = exampleMesh()
    await apply({ ...example, services: [...example.services, ...fuzz.services] }, documents)
  })
})
