import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { policySchema } from '@/lib/api/policies'
import type { LoadedPolicy, Policy, Rule } from '@/lib/mesh/policy'
import { parsePolicies } from '@/lib/proxies/envoy/policies'
import { isCalledBy } from '@/lib/routing/caller-name'
import { samePolicyMeaning } from '@/lib/routing/policy-meaning'
import { exampleDesired, exampleFault, exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { createProxyCompiler } from './compile-proxy'
import { toMeshView } from './mesh-view'

const folder = join(import.meta.dirname, 'testdata')
const policies = readdirSync(folder)
  .filter((file) => file.endsWith('.policy.yaml') && !file.startsWith('tcp'))
  .map((file): [string, Policy] => [file, policySchema.parse(parse(readFileSync(join(folder, file), 'utf8')))])
const mesh = exampleMesh()
const callers = ['shop/frontend', 'shop/reviews', 'shop/payments'].flatMap((service) => [`${service}@v1`, `${service}@v2`])

/** What a proxy of this caller would show on its admin page after it took these routes, read back. */
function readBack(policy: Policy, caller: string, faults: ReturnType<typeof exampleFault>[] = []): LoadedPolicy | undefined {
  const [service = '', version = 'v1'] = caller.split('@')
  const { routes } = createProxyCompiler(toMeshView(exampleDesired(1, mesh, [policy], faults))).shared(
    exampleSidecar('p', service, { version }),
  )
  const configs = routes.map((route) => ({ route_config: { name: route.name, virtual_hosts: route.virtualHosts } }))
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
