import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { orderDemo } from '@/demo/demo-order.mjs'
import type { CanaryDetailWire, CanaryWire } from '@/lib/api/canaries'
import type { ChangeWire } from '@/lib/api/changes'
import type { CompareResponse } from '@/lib/api/compare'
import type { FaultWire } from '@/lib/api/faults'
import type { PolicyResponse } from '@/lib/api/policies'
import type { ProblemsResponse } from '@/lib/api/problems'
import type { TopologyEdgeWire, TopologyResponse } from '@/lib/api/topology'
import type { Policy } from '@/lib/mesh/policy'

export type DemoProxySummary = { id: string; service: string; version: string | null; adminUrl: string; pid: number }
export type DemoSummary = {
  url: string
  simulated: boolean
  gatewayUrl: string
  outriderPid: number
  services: string[]
  proxies: DemoProxySummary[]
}

/** The data folder of the demo that the journeys run against. */
export function demoData(): string {
  const data = process.env.E2E_DATA
  if (!data) throw new Error('no demo: E2E_DATA is not set')
  return data
}

/** What the running demo says of itself, read anew each time: restarts change its pids. */
export function demo(): DemoSummary {
  // The demo writes this file in this very shape; a wrong one fails the journey anyway.
  return JSON.parse(readFileSync(join(demoData(), 'demo.json'), 'utf8')) as DemoSummary
}

export const proxiesOf = (service: string): DemoProxySummary[] => demo().proxies.filter((proxy) => proxy.service === service)
export const setScenario = (service: string, version: string, scenario: string): Promise<unknown> =>
  orderDemo(demoData(), { do: 'scenario', service, version, scenario })
export const setLoad = (rps: number): Promise<unknown> => orderDemo(demoData(), { do: 'load', rps })
export const restartOutrider = (): Promise<unknown> => orderDemo(demoData(), { do: 'restart-outrider' })
export const restartProxy = (id: string): Promise<unknown> => orderDemo(demoData(), { do: 'restart-proxy', id })

/** Calls again until the answer is accepted; the last answer is in the error. No fixed waits: `what` is looked at every 100 ms. */
export async function until<T>(what: string, read: () => Promise<T>, accept: (value: T) => boolean, deadlineMs = 30_000): Promise<T> {
  const deadline = Date.now() + deadlineMs
  let last: unknown = 'nothing was read'
  while (Date.now() < deadline) {
    try {
      const value = await read()
      if (accept(value)) return value
      last = value
    } catch (error) {
      last = error
    }
    await wait(100)
  }
  const seen = last instanceof Error ? last.message : JSON.stringify(last)
  throw new Error(`${what}: not within ${deadlineMs / 1000} s; last seen: ${seen?.slice(0, 2000)}`)
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(demo().url + path, { ...init, signal: AbortSignal.timeout(20_000) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${path} answered ${response.status}: ${text}`)
  // Outrider checks its answers against the same schemas that these types come from.
  return JSON.parse(text) as T
}

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const topology = (query = ''): Promise<TopologyResponse> => ask(`/api/v1/topology${query}`)
export const compare = (query: string): Promise<CompareResponse> => ask(`/api/v1/topology/compare?${query}`)
export const problems = (): Promise<ProblemsResponse> => ask('/api/v1/problems')
export const getPolicy = (service: string): Promise<PolicyResponse> => ask(`/api/v1/policies/${service}`)
export const getChange = (id: string): Promise<ChangeWire> => ask(`/api/v1/changes/${id}`)
export const getFault = (id: string): Promise<FaultWire> => ask(`/api/v1/faults/${id}`)
export const getCanary = (id: string): Promise<CanaryDetailWire> => ask(`/api/v1/canaries/${id}`)
export const listCanaries = (): Promise<{ canaries: CanaryWire[] }> => ask('/api/v1/canaries?limit=20')
/** Takes back what a failed journey may have left running, so that the next one begins on a quiet mesh. */
export async function endCanaries(): Promise<void> {
  for (const { id, state } of (await listCanaries()).canaries)
    if (state !== 'ended') await ask(`/api/v1/canaries/${id}/abort`, post({ reason: 'end of a journey' }))
  await until('no canary runs', listCanaries, ({ canaries }) => canaries.every(({ state }) => state === 'ended'))
}
export const listFaults = (): Promise<{ faults: FaultWire[] }> => ask('/api/v1/faults?active=true')
export const listChanges = (service: string): Promise<{ changes: ChangeWire[] }> =>
  ask(`/api/v1/changes?service=${encodeURIComponent(service)}&limit=20`)
export const startFault = (spec: unknown): Promise<FaultWire> => ask('/api/v1/faults', post(spec))
export const stopFault = (id: string): Promise<FaultWire> => ask(`/api/v1/faults/${id}/stop`, post({ reason: 'journey' }))

export async function putPolicy(policy: Policy, reason: string): Promise<ChangeWire> {
  const { revision } = await getPolicy(policy.service)
  const headers = { 'content-type': 'application/json', 'if-match': `"${revision}"` }
  return ask(`/api/v1/policies/${policy.service}`, { method: 'PUT', headers, body: JSON.stringify({ policy, reason }) })
}

/** Weights of a service's versions, in force on every consumer when this resolves. */
export async function setWeights(service: string, weights: Record<string, number>): Promise<void> {
  const backends = Object.entries(weights).map(([version, weight]) => ({ version, weight }))
  const { policy } = await getPolicy(service)
  if (JSON.stringify(policy.rules) === JSON.stringify([{ name: 'default', backends }])) return
  const change = await putPolicy({ service, rules: [{ name: 'default', backends }] }, 'a journey sets its scene')
  await inForce(change.id)
}

export const inForce = (id: string, deadlineMs = 20_000): Promise<ChangeWire> =>
  until(
    `change ${id} in force`,
    () => getChange(id),
    (change) => change.inForce.total > 0 && change.inForce.loaded === change.inForce.total,
    deadlineMs,
  )

export const edge = (graph: TopologyResponse, id: string): TopologyEdgeWire | undefined =>
  graph.edges.find((candidate) => candidate.id === id)

export type GatewayAnswer = { status: number; path: string[] }

/** Sends `count` requests through the gateway, a few at a time, with these headers; what each passed is in its own answer, so a share is counted and not believed. */
export async function sendRequests(count: number, atOnce = 8, headers: Record<string, string> = {}): Promise<GatewayAnswer[]> {
  const answers: GatewayAnswer[] = []
  let sent = 0
  const { gatewayUrl } = demo()
  const visitor = async (): Promise<void> => {
    while (sent < count) {
      sent++
      const response = await fetch(gatewayUrl, { headers, signal: AbortSignal.timeout(15_000) })
      const text = await response.text()
      answers.push({ status: response.status, path: [...text.matchAll(/"([a-z]+@v\d+)"/g)].map(([, name = '']) => name) })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, visitor))
  return answers
}

/** How many answers passed this version, e.g. `reviews@v2`. */
export const countPassed = (answers: readonly GatewayAnswer[], name: string): number =>
  answers.filter((answer) => answer.path.includes(name)).length

/** A counter of one Envoy's own text page; 0 where the page does not have it. */
export async function envoyCounter(adminUrl: string, name: string): Promise<number> {
  const page = await (await fetch(`${adminUrl}/stats?usedonly`, { signal: AbortSignal.timeout(5000) })).text()
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name}: `))
  return line ? Number(line.slice(name.length + 2)) : 0
}
