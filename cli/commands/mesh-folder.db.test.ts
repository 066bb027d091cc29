import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provideContext } from '@/lib/http/context'
import { callUrl } from '@/lib/testing/api-caller'
import { loadRoutes, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { runCli } from '../run-cli'

const count = 40
const mesh = {
  services: Array.from({ length: count }, (_, index) => ({
    name: `shop/s${index}`,
    protocol: 'http',
    hosts: [`s${index}`],
    versions: [{ name: 'v1' }, { name: 'v2' }],
  })),
  gateways: [],
}
let folder: string
let api: ServedApi
let context: TestContext

async function run(...words: string[]) {
  const said = { out: '', error: '' }
  const output = {
    out: (text: string) => {
      said.out += text
    },
    error: (text: string) => {
      said.error += text
    },
  }
  const code = await runCli(['node', 'outrider', ...words], { OUTRIDER_URL: api.url }, output)
  return { code, ...said }
}
const files = (of: string): Map<string, string> =>
  new Map(
    readdirSync(of, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => [file, readFileSync(join(of, file), 'utf8')]),
  )
const edit = (file: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')))
const shift = (text: string): string => text.replace('weight: 100', 'weight: 70').replace('weight: 0', 'weight: 30')
const revision = () => context.web.store.steer.revision()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-folder-'))
  api = await serveApi(await loadRoutes(fileURLToPath(new URL('../..', import.meta.url))))
  context = await testContext()
  provideContext(context.web)
  await callUrl(api.url, '/api/v1/mesh', { method: 'PUT', body: mesh, headers: { 'if-match': '"0"' } })
})
afterEach(async () => {
  await api.close()
  expect(context.errors).toEqual([])
  await context.close()
  rmSync(folder, { recursive: true })
})

describe('a whole mesh as a folder', () => {
  it('is exported, edited, planned, applied in one transaction, and exported to the same bytes', async () => {
    expect(await run('policy', 'export', '--folder', folder)).toMatchObject({ code: 0 })
    expect(files(folder).size).toBe(count + 1)
    expect(await run('policy', 'plan', '-f', folder)).toMatchObject({ code: 0, out: 'Nothing changes.\n' })
    for (const index of [3, 17]) edit(`policies/shop/s${index}.yaml`, shift)
    const before = await revision()
    const planned = await run('policy', 'plan', '-f', folder)
    expect(planned).toMatchObject({ code: 2, out: expect.stringContaining('policies/shop/s17.yaml: ') })
    expect(planned.out).toContain('+       - { version: v2, weight: 30 }')
    expect(await revision()).toBe(before)
    expect(await run('policy', 'diff', '-f', folder)).toMatchObject({ code: 2 })
    expect(await run('policy', 'apply', '-f', folder, '--reason', 'both')).toMatchObject({ code: 0 })
    expect((await context.web.store.steer.policies.get('shop/s17'))?.policy.rules[0]?.backends[1]?.weight).toBe(30)
    const edited = files(folder)
    const again = mkdtempSync(join(tmpdir(), 'outrider-folder-'))
    await run('policy', 'export', '--folder', again)
    expect(files(again)).toEqual(edited)
    rmSync(again, { recursive: true })
    expect(await run('policy', 'apply', '-f', folder, '--reason', 'again')).toMatchObject({ code: 0, out: 'Nothing changes.\n' })
  })

  it('as one file alone is refused with its line too, by shape and by meaning', async () => {
    await run('policy', 'export', '--folder', folder)
    const file = join(folder, 'policies/shop/s3.yaml')
    edit('policies/shop/s3.yaml', (text) => text.replace('version: v2', 'version: v9'))
    for (const verb of [['plan'], ['apply', '--reason', 'x']]) {
      const refused = await run('policy', ...verb, '-f', file)
      expect(refused.error).toMatch(/s3\.yaml:\d+: rules\[0\]\.backends\[1\]\.version: shop\/s3 has no version v9; use one of/)
    }
    edit('policies/shop/s3.yaml', (text) => text.replace('version: v9', 'verison: v9'))
    expect((await run('policy', 'plan', '-f', file)).error).toMatch(/s3\.yaml:\d+: rules\[0\]\.backends\[1\]\.verison: there is no key/)
  })

  it('with one broken file of forty changes nothing, and the error has path and line', async () => {
    await run('policy', 'export', '--folder', folder)
    for (let index = 0; index < count; index++) edit(`policies/shop/s${index}.yaml`, shift)
    const before = await revision()
    edit('policies/shop/s23.yaml', (text) => text.replace('weight: 30', 'weight: 40'))
    expect(await run('policy', 'apply', '-f', folder, '--reason', 'all')).toMatchObject({
      code: 1,
      error: expect.stringMatching(/policies\/shop\/s23\.yaml:\d+: rules\[0\]\.backends.*110/),
    })
    edit('policies/shop/s23.yaml', (text) => text.replace('weight: 40', 'weight: 30').replace('version: v2', 'version: v9'))
    const refused = await run('policy', 'apply', '-f', folder, '--reason', 'all')
    expect(refused.code).toBe(1)
    expect(refused.error).toMatch(/policies\/shop\/s23\.yaml:\d+: rules\[0\]\.backends\[1\]/)
    edit('policies/shop/s23.yaml', () => 'service: shop/s23\nrules: [\n')
    expect(await run('policy', 'plan', '-f', folder)).toMatchObject({ code: 1, error: expect.stringMatching(/s23\.yaml:\d+: /) })
    edit('policies/shop/s23.yaml', () => files(folder).get('policies/shop/s1.yaml') ?? '')
    expect(await run('policy', 'plan', '-f', folder)).toMatchObject({
      code: 1,
      error: expect.stringContaining('stands in policies/shop/s1.yaml already'),
    })
    expect(await revision()).toBe(before)
  })

  it('carries a new version and the policy that uses it together, and takes an old one away with it', async () => {
    await run('policy', 'export', '--folder', folder)
    const replaced = {
      ...mesh,
      services: mesh.services.map((service, index) => (index === 0 ? { ...service, versions: [{ name: 'v3' }] } : service)),
    }
    writeFileSync(join(folder, 'mesh.yaml'), JSON.stringify(replaced))
    expect(await run('policy', 'plan', '-f', folder)).toMatchObject({ code: 1 })
    writeFileSync(
      join(folder, 'policies/shop/s0.yaml'),
      'service: shop/s0\nrules: [{ name: default, backends: [{ version: v3, weight: 100 }] }]\n',
    )
    expect(await run('policy', 'plan', '-f', folder)).toMatchObject({
      code: 2,
      out: expect.stringContaining('mesh.yaml: the mesh document changes'),
    })
    expect(await run('policy', 'apply', '-f', folder, '--reason', 'v3')).toMatchObject({ code: 0 })
    expect(await run('policy', 'plan', '-f', folder)).toMatchObject({ code: 0 })
  })

  it('is one policy too, by file or by an earlier revision', async () => {
    await run('policy', 'export', '--folder', folder, 'shop/s5')
    expect([...files(folder).keys()]).toEqual(['policies/shop/s5.yaml'])
    edit('policies/shop/s5.yaml', shift)
    const file = join(folder, 'policies/shop/s5.yaml')
    expect(await run('policy', 'apply', '-f', file, '--reason', 'one', '--accept-warnings')).toMatchObject({ code: 0 })
    expect(await run('policy', 'diff', 'shop/s5', '--to', '1')).toMatchObject({ code: 2 })
    expect(await run('policy', 'apply', 'shop/s5', '--to', '1', '--reason', 'back', '--accept-warnings')).toMatchObject({ code: 0 })
    expect((await context.web.store.steer.policies.get('shop/s5'))?.policy.rules[0]?.backends[0]?.weight).toBe(100)
    expect(await run('policy', 'diff', 'shop/s5', '--to', '9')).toMatchObject({
      code: 1,
      error: expect.stringContaining('kept are 3, 2, 1'),
    })
    expect(await run('policy', 'plan')).toMatchObject({ code: 1, error: expect.stringContaining('-f FILE') })
  })
})

describe('where a watched folder is the source of truth', () => {
  it('an edit is refused with the patch to commit, and a plan still tells what it would do', async () => {
    provideContext({ ...context.web, policyFolder: '/etc/mesh' })
    const applied = await run('policy', 'apply', 'shop/s1', '--weights', 'v1=90,v2=10', '--reason', 'x', '--accept-warnings')
    expect(applied).toMatchObject({ code: 1, error: expect.stringContaining('policies/shop/s1.yaml of /etc/mesh is the source of truth') })
    expect(await run('policy', 'plan', 'shop/s1', '--weights', 'v1=90,v2=10')).toMatchObject({ code: 2 })
    const body = {
      policy: {
        service: 'shop/s1',
        rules: [
          {
            name: 'default',
            backends: [
              { version: 'v1', weight: 90 },
              { version: 'v2', weight: 10 },
            ],
          },
        ],
      },
      reason: 'x',
    }
    const answer = await callUrl(api.url, '/api/v1/policies/shop/s1', { method: 'PUT', headers: { 'if-match': '"1"' }, body })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('--- a/policies/shop/s1.yaml')
  })
})
