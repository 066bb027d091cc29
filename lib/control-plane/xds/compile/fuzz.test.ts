import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import { exampleDesired, exampleSidecar } from '@/lib/testing/example-mesh'
import { accepted, type Draft, fuzzCaller, fuzzMesh, fuzzService, policyDraft } from '@/lib/testing/policy-arbitrary'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { validateConfig } from '@/lib/testing/validate-config'
import { createResourceEncoder } from '../resource-encoder'
import { createProxyCompiler } from './compile-proxy'
import { toMeshView } from './mesh-view'

/** `OUTRIDER_FUZZ_RUNS=50` for a long search. */
const runs = Number(process.env.OUTRIDER_FUZZ_RUNS ?? 4)
const batch = 100
const one = fc.tuple(fc.constantFrom<Protocol>('http', 'http', 'grpc', 'tcp'), policyDraft)

/** Everything the caller's proxy gets for those of the drafts that would be stored, each as the policy of a service of its own. */
function compileAll(drafts: readonly (readonly [Protocol, Draft])[]) {
  const services = drafts.map(([protocol], index) => fuzzService(index, protocol))
  const policies = drafts.flatMap(([, draft], index): Policy[] => {
    const service = services[index]
    const policy = service ? accepted(draft, service) : null
    return policy ? [policy] : []
  })
  const compiler = createProxyCompiler(toMeshView(exampleDesired(1, fuzzMesh(services), policies)))
  const identity = exampleSidecar('fuzz', fuzzCaller)
  return { policies, ...compiler.shared(identity), listeners: compiler.own(identity).listeners.filter(({ name }) => name !== 'inbound') }
}

describe.skipIf(noEnvoyReason !== null)(`any accepted document${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('compiles to what a real Envoy accepts', { timeout: 300_000 }, async () => {
    let tried = 0
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: batch, maxLength: batch, size: 'max' }), async (drafts) => {
        const compiled = compileAll(drafts)
        tried += compiled.policies.length
        const encoder = createResourceEncoder()
        for (const part of ['clusters', 'endpoints', 'routes', 'listeners'] as const) encoder.encodeSet(compiled[part])
        expect(await validateConfig(compiled)).toBeNull()
      }),
      // Each step of shrinking is a start of Envoy, and its words name the field anyway.
      { numRuns: runs, endOnFailure: true },
    )
    expect(tried).toBeGreaterThan(runs * 20)
  })

  it('is told from one that it refuses', async () => {
    const service = fuzzService(0, 'http')
    const rules = [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], rewrite: { hostname: 'a\nb' } }]
    const compiler = createProxyCompiler(toMeshView(exampleDesired(1, fuzzMesh([service]), [{ service: service.name, rules }])))
    const identity = exampleSidecar('fuzz', fuzzCaller)
    const [shared, own] = [compiler.shared(identity), compiler.own(identity)]
    const all = { ...shared, clusters: [...shared.clusters, ...own.clusters], listeners: own.listeners }
    expect(await validateConfig(all)).toContain('HostRewriteLiteral')
  })
})
