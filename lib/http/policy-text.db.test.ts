import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'
import { readPolicyText } from '@/lib/api/policy/read-policy-text'
import { callUrl, errorOf } from '@/lib/testing/api-caller'
import { loadRoutes, type RouteModule, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { provideContext } from './context'

const service = 'shop/reviews'
const surroundings = { service: shopMesh.services.find(({ name }) => name === service), mesh: shopMesh }
const backends = [{ version: 'v1', weight: 100 }]
let routes: RouteModule[]
let context: TestContext
let api: ServedApi

beforeAll(async () => {
  routes = await loadRoutes(fileURLToPath(new URL('../..', import.meta.url)))
  api = await serveApi(routes)
})
afterAll(() => api.close())
beforeEach(async () => {
  context = await testContext()
  provideContext(context.web)
  await callUrl(api.url, '/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
})
afterEach(() => context.close())

const problemsSchema = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string(), fix: z.string().optional() })) })

/** What the API says of a document, in the words and paths of the editor. */
async function refusedBy(policy: object): Promise<string[]> {
  const answer = await callUrl(api.url, '/api/v1/plans', { method: 'POST', body: { service, policy, baseRevision: 1 } })
  const { problems } = problemsSchema.parse(errorOf(answer).details)
  return problems.map(({ path, message, fix }) => `${path.replace(/^policy[.]?/, '')}: ${message}${fix ? `; ${fix}` : ''}`)
}

const inEditor = (text: string): string[] =>
  readPolicyText(text, service, surroundings).problems.map(({ path, message }) => `${path}: ${message}`)

describe('what is wrong with a policy is said in the editor as by the API', () => {
  it.each<[what: string, policy: object]>([
    ['an unknown key', { rules: [{ name: 'default', backends, timeot: '3s' }] }],
    ['weights that do not sum to 100', { rules: [{ name: 'default', backends: [{ version: 'v1', weight: 33 }] }] }],
    [
      'two rules of one name, both taking everything',
      {
        rules: [
          { name: 'a', backends },
          { name: 'a', backends },
        ],
      },
    ],
    ['a version that there is not', { rules: [{ name: 'default', backends: [{ version: 'v9', weight: 100 }] }] }],
    [
      'an expression that RE2 cannot do',
      {
        rules: [
          { name: 'a', backends, match: { path: { regex: '(?=a)' } } },
          { name: 'default', backends },
        ],
      },
    ],
    ['a retry on nothing', { rules: [{ name: 'default', backends, retry: { attempts: 2, on: [] } }] }],
    ['no rules', { rules: [] }],
    ['a policy of another service', { service: 'shop/frontend', rules: [{ name: 'default', backends }] }],
    ['many mistakes at once', { rules: [{ name: '', backends, timeout: 5, mirror: {} }], destination: { slowStart: {}, nonsense: 1 } }],
  ])('%s', async (_what, policy) => {
    const whole = { service, ...policy }
    const said = await refusedBy(whole)
    expect(said.length).toBeGreaterThan(0)
    expect(inEditor(stringify(whole))).toEqual(said)
  })
})

describe('a problem stands at its place in the text', () => {
  const text = `service: shop/reviews
rules:
  - name: testers
    match: { headers: [{ name: x-tester, exact: "yes" }] }
    backends: [{ version: v9, weight: 100 }]
    timeot: 3s
  - name: default
    backends: [{ version: v1, weight: 100 }]
`
  const placed = (from: string) =>
    readPolicyText(from, service, surroundings).problems.map((problem) => [problem.line, from.slice(problem.from, problem.to)])

  it('at the key that nobody knows, at the value that is wrong', () => {
    expect(placed(text)).toEqual([[6, 'timeot: 3s']])
    expect(placed(text.replace('    timeot: 3s\n', ''))).toEqual([[5, 'version: v9']])
  })

  it('at the nearest part above what is missing', () => {
    expect(placed(text.replace('    timeot: 3s\n', '    mirror: { percent: 5 }\n'))).toEqual([[6, 'mirror']])
  })

  it('at the line where it stops to be YAML, and then there is no document', () => {
    const broken = `${text}  nonsense: [`
    expect(placed(broken)[0]?.[0]).toBeGreaterThanOrEqual(9)
    expect(readPolicyText(broken, service, surroundings)).toMatchObject({ value: undefined, read: null, policy: null })
  })

  it('at its beginning where it is too large to be looked into', () => {
    const { problems, value } = readPolicyText('# large\n'.repeat(700_000), service, surroundings)
    expect(problems).toEqual([expect.objectContaining({ line: 1, message: expect.stringContaining('larger than 1 MB') })])
    expect(value).toBeUndefined()
  })

  it('as a warning where it is only hardly meant, and the policy could be sent', () => {
    const shadowed = text.replace('    timeot: 3s\n', '').replaceAll('v9', 'v2')
    const twice = shadowed.replace(
      '  - name: default',
      `${shadowed.split('\n').slice(2, 5).join('\n').replace('testers', 'again')}\n  - name: default`,
    )
    const { policy, problems } = readPolicyText(twice, service, surroundings)
    expect(policy?.rules).toHaveLength(3)
    expect(problems).toEqual([expect.objectContaining({ severity: 'warning', path: 'rules[1].match', line: 7 })])
  })
})
