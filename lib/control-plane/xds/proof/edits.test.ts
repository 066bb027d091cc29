import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { tally } from '@/lib/testing/ask'
import { type EchoApp, startEchoApp } from '@/lib/testing/echo-app'
import { type GrpcEchoApp, grpcCaller, sayPath, startGrpcEchoApp } from '@/lib/testing/grpc-echo-app'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type Caller, type ProofMesh, proofService, startProofMesh } from '@/lib/testing/start-proof-mesh'
import { waitFor } from '@/lib/testing/wait-for'

const caller = 'shop/frontend@v1'
let http: EchoApp[] = []
let grpc: GrpcEchoApp[] = []
let mesh: ProofMesh
let frontend: Caller
beforeAll(async () => {
  if (noEnvoyReason) return
  http = await Promise.all(['v1', 'v2'].map((name) => startEchoApp(name)))
  grpc = await Promise.all(['v1', 'v2'].map((name) => startGrpcEchoApp(name)))
  const [v1, v2] = http.map((app) => [app.endpoint])
  const [g1, g2] = grpc.map((app) => [app.endpoint])
  const services = [
    proofService('shop/reviews', { v1: v1 ?? [], v2: v2 ?? [] }),
    proofService('shop/payments', { v1: g1 ?? [], v2: g2 ?? [] }, 'grpc'),
  ]
  mesh = await startProofMesh(services, [caller])
  frontend = mesh.caller(caller)
}, 60_000)
afterAll(async () => {
  await mesh?.stop()
  for (const app of http) await app.stop()
  for (const app of grpc) app.stop()
})

const backends = (v2: number) => [
  { version: 'v1', weight: 100 - v2 },
  { version: 'v2', weight: v2 },
]
const policy = (service: string, ...rules: Rule[]) => ({ policy: { service, rules } satisfies Policy, revision: 1 })

/** Everything that only a route carries, another mix each time. */
const anyEdit = (step: number): Rule[] => [
  {
    name: 'testers',
    match: { headers: [{ name: 'x-tester', exact: `${step}` }] },
    backends: backends(100),
    requestHeaders: { set: [{ name: 'x-step', value: `${step}` }] },
  },
  {
    name: 'default',
    backends: backends((step * 7) % 101),
    timeout: `${10 + (step % 5)}s`,
    ...(step % 2 === 0 ? { retry: { attempts: 1, on: ['connect-failure'] } } : {}),
    ...(step % 3 === 0 ? { rateLimit: { requests: 1_000_000, per: '1s' } } : {}),
    ...(step % 4 === 0 ? { stickiness: { header: 'x-user' } } : {}),
  },
]

describe.skipIf(noEnvoyReason)(`edits of routes${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, { timeout: 60_000 }, () => {
  it('cost neither a request nor a stream: 50 of them under load and beside a long HTTP/2 stream', async () => {
    const listeners = [
      'listener_manager.lds.update_success',
      'cluster_manager.cds.update_success',
      'http.outbound.downstream_cx_destroy_local',
    ]
    const counters = () => Promise.all(listeners.map((name) => frontend.envoy.stat(name)))
    await mesh.publish({ policies: [policy('shop/reviews', ...anyEdit(0)), policy('shop/payments', ...anyEdit(0))] })
    const before = await counters()
    const client = grpcCaller(frontend.outbound, 'payments')
    const stream = client.talk()
    let [sent, echoed, trouble] = [0, 0, '']
    stream.on('data', () => (echoed += 1))
    stream.on('error', (error) => (trouble = error.message))
    let isEditing = true
    const talking = (async () => {
      while (isEditing) {
        stream.write(Buffer.from(`message ${sent}`))
        sent += 1
        await waitFor('the echo', () => echoed === sent || trouble !== '')
      }
    })()
    const answers: Record<string, number> = {}
    const loading = (async () => {
      while (isEditing)
        for (const { status } of await frontend.askMany(20, { host: 'reviews' }, 4)) answers[status] = (answers[status] ?? 0) + 1
    })()
    for (let step = 1; step <= 50; step++) {
      const [said, answered] = [echoed, answers[200] ?? 0]
      await mesh.publish({ policies: [policy('shop/reviews', ...anyEdit(step)), policy('shop/payments', ...anyEdit(step))] })
      await waitFor('both to go on', () => trouble !== '' || (echoed > said && (answers[200] ?? 0) > answered))
    }
    isEditing = false
    await Promise.all([talking, loading])
    expect({ trouble, echoed, statuses: Object.keys(answers) }).toEqual({ trouble: '', echoed: sent, statuses: ['200'] })
    expect(await counters()).toEqual(before)
    stream.end()
    client.close()
  })

  it('match gRPC methods and services, and limits speak gRPC', async () => {
    const client = grpcCaller(frontend.outbound, 'payments')
    const say = (): Promise<string[]> => Promise.all([1, 2, 3].map(() => client.say()))
    const [service = '', method = ''] = sayPath.slice(1).split('/')
    await mesh.publish({
      policies: [
        policy(
          'shop/payments',
          { name: 'say', match: { grpc: { service, method } }, backends: backends(100) },
          { name: 'default', backends: backends(0) },
        ),
      ],
    })
    expect(await say()).toEqual(['v2', 'v2', 'v2'])
    await mesh.publish({
      policies: [
        policy(
          'shop/payments',
          { name: 'other', match: { grpc: { service: 'test.Other' } }, backends: backends(100) },
          { name: 'default', backends: backends(0) },
        ),
      ],
    })
    expect(await say()).toEqual(['v1', 'v1', 'v1'])
    await mesh.publish({
      policies: [policy('shop/payments', { name: 'default', backends: backends(0), rateLimit: { requests: 2, per: '1h' } })],
    })
    expect(tally(await say(), (answer) => answer)).toEqual({ v1: 2, 'code 8': 1 })
    client.close()
  })
})
