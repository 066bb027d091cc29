import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { policySchema } from '@/lib/api/policies'
import type { LoadedDestination, LoadedPolicy, Policy, Rule } from '@/lib/mesh/policy'
import { parseDestinations } from '@/lib/proxies/envoy/destinations'
import { parsePolicies } from '@/lib/proxies/envoy/policies'
import { isCalledBy } from '@/lib/routing/caller-name'
import { samePolicyMeaning } from '@/lib/routing/policy-meaning'
import { sameDestination } from '@/lib/routing/same-destination'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { wholeJson } from '../whole-json'
import { createProxyCompiler } from './compile-proxy'
import { toMeshView } from './mesh-view'

const folder = join(import.meta.dirname, 'testdata')
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.policy.yaml'))
  .map((file): [string, Policy] => [file, policySchema.parse(parse(readFileSync(join(folder, file), 'utf8')))])
const policies = all.filter(([file]) => !file.startsWith('tcp'))
const mesh = exampleMesh()
const callers = ['shop/frontend', 'shop/reviews', 'shop/payments'].flatMap((service) => [`${service}@v1`, `${service}@v2`])

/** What a proxy of this caller would show on its admin page after it took these routes, read back. */
function readBack(policy: Policy, caller: string, faults: ReturnType<typeof exampleFault>[] = []): LoadedPolicy | undefined {
  const [service = '', version = 'v1'] = caller.split('@')
  const { routes } = createProxyCompiler(toMeshView(exampleDesired(1, mesh, [policy], faults))).shared(
    exampleSidecar('p', service, { version }),
  )
  const configs = routes.map((route) => ({ route_config: wholeJson(route) }))
  return parsePolicies(JSON.parse(JSON.stringify({ configs }))).get(policy.service)
}

describe('resources read back', () => {
  it.each(policies)('of %s give the document as each caller sees it, and the union over callers all of it', (_file, policy) => {
    const seen = new Set<string>()
    for (const caller of callers) {
      const loaded = readBack(policy, caller)
      expect(loaded && samePolicyMeaning(policy, loaded, caller)).toBeNull()
      for (const rule of loaded?.rules ?? []) seen.add(rule.name)
    }
    expect([...seen].sort()).toEqual(policy.rules.map((rule) => rule.name).sort())
  })

  it.each(policies)('of %s differ in meaning from the document with any one part taken out', (_file, policy) => {
    for (const [index, rule] of policy.rules.entries()) {
      const caller = callers.find((name) =>
        isCalledBy(rule.match?.caller, { service: name.split('@')[0] ?? '', version: name.split('@')[1] ?? null }),
      )
      const loaded = readBack(policy, caller ?? '')
      for (const part of Object.keys(rule).filter(
        (key) => !['name', 'backends'].includes(key) && !(key === 'match' && rule.match?.caller),
      )) {
        const { [part as keyof Rule]: _gone, ...rest } = rule
        const lacking = {
          ...policy,
          rules: policy.rules.map((other, at) => (at === index ? { ...rest, name: rule.name, backends: rule.backends } : other)),
        }
        expect(loaded && samePolicyMeaning(lacking, loaded, caller ?? ''), `${rule.name} without ${part}`).not.toBeNull()
      }
    }
  })

  it.each(policies)('of %s mean the same while faults narrow copies of their routes', (_file, policy) => {
    const faults = [
      exampleFault('a', { service: policy.service, match: { path: { exact: '/x' } }, abort: { percent: 1 } }, 1),
      exampleFault('b', { service: policy.service, version: 'v1', delay: { percent: 1, fixedDelayMs: 5 } }, 2),
    ]
    const loaded = readBack(policy, 'shop/frontend@v1', faults)
    expect(loaded && samePolicyMeaning(policy, loaded, 'shop/frontend@v1')).toBeNull()
  })

  it('name what no policy says', () => {
    const route = { name: 'default', match: { prefix: '/' }, route: { cluster: 'shop/reviews|v1', cors: {}, internal_redirect_policy: {} } }
    const page = { configs: [{ route_config: { virtual_hosts: [{ name: 'shop/reviews', routes: [route] }] } }] }
    const loaded = parsePolicies(page).get('shop/reviews')
    const asked: Policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] }
    expect(loaded?.unread).toEqual(['rule default: route.cors', 'rule default: route.internal_redirect_policy'])
    expect(loaded && samePolicyMeaning(asked, loaded, 'shop/frontend')).toContain('route.cors')
  })
})

/** The same of the clusters and listeners that shop/frontend's proxy has. */
function readDestination(policy: Policy): LoadedDestination | undefined {
  const compiler = createProxyCompiler(toMeshView(exampleDesired(1, mesh, [policy])))
  const identity = exampleSidecar('p')
  const clusters = { configs: compiler.shared(identity).clusters.map(({ json }) => ({ cluster: json })) }
  const listeners = {
    configs: compiler.own(identity).listeners.map((listener) => ({ name: listener.name, active_state: { listener: wholeJson(listener) } })),
  }
  return parseDestinations(JSON.parse(JSON.stringify(clusters)), JSON.parse(JSON.stringify(listeners))).get(policy.service)
}

/** The document without one of its destination settings, for each of them; and without the idle timeout of a tcp rule. */
function withoutOne(policy: Policy): [path: string, policy: Policy][] {
  const isTcp = policy.service === 'shop/ledger'
  const text = JSON.stringify(policy)
  const leaves = (value: unknown, path: string[]): string[][] =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? [path]
      : Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]))
  const paths = leaves(policy.destination ?? {}, []).filter((path) => path.length > 0 && path[0] !== 'hashKey')
  const less = paths.map((path): [string, Policy] => {
    const copy: Policy = JSON.parse(text)
    const parent = path.slice(0, -1).reduce((at: Record<string, unknown>, key) => Object(at[key]), Object(copy.destination))
    delete parent[path.at(-1) ?? '']
    return [path.join('.'), copy]
  })
  const timeless: Policy = JSON.parse(text)
  for (const rule of timeless.rules) delete rule.idleTimeout
  return isTcp && text.includes('idleTimeout') ? [...less, ['idleTimeout', timeless]] : less
}

describe('destination settings read back', () => {
  it.each(all)('of %s mean what the document says', (_file, policy) => {
    const loaded = readDestination(policy)
    expect(loaded && sameDestination(policy, loaded, policy.service === 'shop/ledger')).toBeNull()
  })

  it.each(all)('of %s differ from the document without any one of them', (_file, policy) => {
    const loaded = readDestination(policy)
    for (const [path, lacking] of withoutOne(policy))
      expect(loaded && sameDestination(lacking, loaded, policy.service === 'shop/ledger'), path).not.toBeNull()
  })
})
