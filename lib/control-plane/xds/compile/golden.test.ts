import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { policySchema } from '@/lib/api/policies'
import type { Policy } from '@/lib/mesh/policy'
import { checkPolicy } from '@/lib/routing/check-policy'
import { exampleDesired, exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { createResourceEncoder } from '../resource-encoder'
import { wholeJson } from '../whole-json'
import { createProxyCompiler } from './compile-proxy'
import { toMeshView } from './mesh-view'

const folder = join(import.meta.dirname, 'testdata')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.policy.yaml') ? [file.slice(0, -'.policy.yaml'.length)] : []))
const readPolicy = (name: string): Policy => policySchema.parse(parse(readFileSync(join(folder, `${name}.policy.yaml`), 'utf8')))
const mesh = exampleMesh()

/** What shop/frontend's proxy gets for the policy's service: its clusters, endpoints and routes, and its listeners where the policy is a tcp service's. */
function compile(policy: Policy) {
  const spec = mesh.services.find((service) => service.name === policy.service)
  const compiler = createProxyCompiler(toMeshView(exampleDesired(1, mesh, [policy])))
  const identity = exampleSidecar('frontend-1')
  const { clusters, endpoints, routes } = compiler.shared(identity)
  const isOwn = ({ name }: { name: string }): boolean => name.includes(policy.service)
  const listeners = spec?.protocol === 'tcp' ? compiler.own(identity).listeners.filter(isOwn) : []
  const all = [...clusters, ...endpoints, ...listeners].filter(isOwn).map(wholeJson)
  return {
    spec,
    all,
    hosts: routes.flatMap((route) => route.virtualHosts ?? []).filter(isOwn),
    encode: [...clusters, ...endpoints, ...routes],
  }
}

describe('each feature of a policy', () => {
  it.each(names)('%s is accepted, compiles to its golden file and encodes', async (name) => {
    const policy = readPolicy(name)
    const { spec, all, hosts, encode } = compile(policy)
    const check = checkPolicy(policy, { service: spec, mesh })
    expect(check.ok ? [] : check.problems).toEqual([])
    await expect(`${JSON.stringify([...all, ...hosts], null, 1)}\n`).toMatchFileSnapshot(join(folder, `${name}.resources.json`))
    expect(createResourceEncoder().encodeSet(encode).version).not.toBe('')
  })

  it('has a golden file', () => expect(names.length).toBeGreaterThan(3))
})
