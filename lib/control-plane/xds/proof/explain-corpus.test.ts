import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Explanation, Outcome } from '@/lib/mesh/explanation'
import type { Policy } from '@/lib/mesh/policy'
import { explainRequest } from '@/lib/routing/explain/explain-request'
import { type Answer, ask } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { type DrawnRequest, drawPolicies, drawRequests } from '@/lib/testing/policy-corpus'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'

const callers = ['shop/frontend@v1', 'shop/frontend@v2', 'shop/cart@v1']
const services = Array.from({ length: 60 }, (_, index) => `corpus/s${index}`)
const requestsEach = 40
const seed = 20_261_125

let apps: EchoApp[] = []
let mesh: ProofMesh
beforeAll(async () => {
  if (noEnvoyReason) return
  apps = [await startEchoApp('v1'), await startEchoApp('v2')]
  const [v1, v2] = apps.map((app) => [app.endpoint])
  mesh = await startProofMesh(
    services.map((name) => proofService(name, { v1: v1 ?? [], v2: v2 ?? [] })),
    callers,
  )
}, 60_000)
afterAll(async () => {
  await mesh?.stop()
  for (const app of apps) await app.stop()
})

/** What a proxy did, in the words of an outcome. */
function toSeen(answer: Answer) {
  const rule = String(answer.headers['x-rule'] ?? 'none')
  if (answer.headers.location !== undefined) return { rule, status: answer.status, location: answer.headers.location }
  if (answer.headers['content-type'] !== 'application/json') return { rule, status: answer.status }
  const { app, path, headers } = JSON.parse(answer.body)
  return { rule, version: app, path, host: headers.host }
}

function toTold(outcome: Outcome, request: DrawnRequest, host: string) {
  const { rule, status, location } = outcome
  if (outcome.action === 'redirect') return { rule, status, location }
  if (outcome.action === 'direct_response') return { rule, status }
  const version = outcome.versions.find(({ percent }) => percent === 100)?.version
  return { rule, version, path: outcome.sentPath ?? request.path, host: outcome.sentHost ?? host }
}

function onlyOutcome({ problem, hops }: Explanation): Outcome {
  const outcome = hops[0]?.outcomes[0]
  if (problem !== null || !outcome || hops[0]?.outcomes.length !== 1)
    throw new Error(`not one outcome: ${problem ?? JSON.stringify(hops[0])}`)
  return outcome
}

async function judge(policy: Policy, request: DrawnRequest) {
  const host = policy.service.slice('corpus/'.length)
  const { caller, method, path, headers } = request
  const told = explainRequest(
    { mesh: mesh.mesh, policies: [policy], faults: [], instancesOf: () => 1, leasedOf: () => null, observedCallees: () => null },
    { ...request, host },
  )
  const seen = toSeen(await ask(mesh.caller(caller).outbound, { host, method, path, headers }))
  return { seen, told: toTold(onlyOutcome(told), request, host) }
}

describe.skipIf(noEnvoyReason)(`an explanation${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 90_000 }, () => {
  it(`agrees with real Envoys on every one of ${services.length * requestsEach} requests over ${services.length} documents`, async () => {
    const { policies } = drawPolicies(seed, services, mesh.mesh, callers)
    await mesh.publish({ policies: policies.map((policy) => ({ policy, revision: 2 })) })
    const differences: object[] = []
    const taken = new Map<string, number>()
    for (const [index, policy] of policies.entries()) {
      const requests = drawRequests(seed + index, requestsEach, callers)
      const judged = await Promise.all(requests.map(async (request) => ({ request, ...(await judge(policy, request)) })))
      for (const { request, seen, told } of judged) {
        taken.set(seen.rule, (taken.get(seen.rule) ?? 0) + 1)
        if (JSON.stringify(seen) !== JSON.stringify(told)) differences.push({ seen, told, request, rules: policy.rules })
      }
    }
    expect(differences.slice(0, 3)).toEqual([])
    // The corpus is worth something only where the rules before the default one take requests too.
    expect(taken.get('rule-0')).toBeGreaterThan(100)
    expect(taken.get('rule-1')).toBeGreaterThan(100)
    expect(taken.get('none')).toBeUndefined()
  })
})
