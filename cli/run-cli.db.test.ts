import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { provideContext } from '@/lib/http/context'
import type { CanaryOutcome } from '@/lib/mesh/canary'
import type { ProxyStatus } from '@/lib/mesh/proxy'
import { callUrl } from '@/lib/testing/api-caller'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { loadRoutes, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { runCli } from './run-cli'

const token = 'a token of more than sixteen letters'
const folder = mkdtempSync(join(tmpdir(), 'outrider-cli-'))
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
  const code = await runCli(['node', 'outrider', ...words], { OUTRIDER_URL: api.url, OUTRIDER_TOKEN: token }, output)
  return { code, ...said }
}

beforeAll(async () => {
  api = await serveApi(await loadRoutes(fileURLToPath(new URL('..', import.meta.url))))
  context = await testContext({ access: { listenHost: '127.0.0.1', allowedHosts: [], token } })
  provideContext(context.web)
  const headers = { 'if-match': '"0"', authorization: `Bearer ${token}` }
  await callUrl(api.url, '/api/v1/mesh', { method: 'PUT', body: shopMesh, headers })
})
afterAll(async () => {
  await api.close()
  await context.close()
  rmSync(folder, { recursive: true })
})

const connected: ProxyStatus = {
  connected: true,
  connectionChangedAt: 1,
  sync: [],
  syncedRevision: 1,
  reading: { lastAnswerAt: 1, missedRounds: 0, problem: null, sweepMs: 1, sweepBytes: 1 },
}

/** What the runtime would have found. */
async function endAs(id: string, outcome: CanaryOutcome): Promise<void> {
  const { canaries } = context.web.store.steer
  const stored = await canaries.get(id)
  if (!stored) throw new Error(`no canary ${id}`)
  const phase = { name: 'ended', since: Date.now(), outcome, text: 'as the test says' } as const
  await canaries.replace({ ...stored.record, state: { ...stored.record.state, phase } }, stored.revision)
}

describe('the outrider command', () => {
  it('ends with 0 when nothing would change and with 2 when a change is planned', async () => {
    expect(await run('policy', 'plan', 'shop/reviews', '--weights', 'v1=100,v2=0')).toMatchObject({ code: 0, out: 'Nothing changes.\n' })
    const planned = await run('policy', 'plan', 'shop/reviews', '--weights', 'v1=90,v2=10')
    expect(planned).toMatchObject({ code: 2, out: expect.stringContaining('10 % of requests to shop/reviews go to v2, was 0 %.') })
  })

  it('ends with 1 and one sentence when something is wrong', async () => {
    expect(await run('policy', 'plan', 'shop/reviews', '--weights', 'v1=90,v2=20')).toMatchObject({
      code: 1,
      error: expect.stringContaining('sum to 110'),
    })
    expect(await run('policy', 'get', 'shop/nothing')).toMatchObject({ code: 1, error: expect.stringContaining('not_found') })
    expect(await run('--url', 'http://127.0.0.1:9', 'topology')).toMatchObject({
      code: 1,
      error: expect.stringContaining('No Outrider answers at'),
    })
    expect(await run('--token', 'wrong', 'topology')).toMatchObject({ code: 1, error: expect.stringContaining('unauthorised') })
    expect(await run('topologie')).toMatchObject({ code: 1 })
    expect(await run('fault', 'start', '--service', 'shop/reviews', '--abort', '1', '--reason', 'x')).toMatchObject({
      code: 1,
      error: expect.stringContaining('--for'),
    })
  })

  it('explains what would happen to a request, and asks where it goes', async () => {
    const told = await run('explain', 'shop/reviews', '--caller', 'shop/frontend', '--path', '/reviews', '--header', 'X-Tester: yes')
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining('→ rule default: it takes everything') })
    expect(told.out).toContain('It goes to v1.\n    v1 has no instance: a request that falls on it fails with 503.')
    expect((await run('explain', '--host', 'nowhere')).out).toBe("No service has the host nowhere: the caller's proxy answers 404.\n")
    expect(await run('explain')).toMatchObject({ code: 1, error: expect.stringContaining('a service, or --host') })
    expect(await run('explain', 'shop/reviews', '--caller', 'frontend')).toMatchObject({
      code: 1,
      error: expect.stringContaining('caller: a caller is written namespace/name'),
    })
    const [hop] = JSON.parse((await run('--json', 'explain', 'shop/reviews')).out).hops
    expect(hop.outcomes[0]).toMatchObject({ rule: 'default', isCertain: true, timeoutMs: 15_000 })
  })

  it('takes an exported policy back, edited', async () => {
    const { out } = await run('policy', 'export', 'shop/reviews')
    const file = join(folder, 'reviews.yaml')
    writeFileSync(file, out)
    expect((await run('policy', 'diff', file)).code).toBe(0)
    writeFileSync(file, out.replace('weight: 100', 'weight: 70').replace('weight: 0', 'weight: 30'))
    expect((await run('policy', 'diff', file)).code).toBe(2)
    expect(await run('policy', 'apply', file, '--reason', 'by file')).toMatchObject({
      code: 1,
      error: expect.stringContaining('--accept-warnings'),
    })
    expect(await run('policy', 'apply', file, '--reason', 'by file', '--accept-warnings')).toMatchObject({
      code: 0,
      out: expect.stringContaining('by cli: by file'),
    })
    const { changes } = JSON.parse((await run('changes', '--json')).out)
    expect(await run('policy', 'undo', changes[0].id)).toMatchObject({ code: 0 })
    expect((await run('policy', 'get', 'shop/reviews')).out).toContain('{ version: v1, weight: 100 }')
  })

  it('starts a canary, lists it, and follows it to its end with an exit code for pipelines', async () => {
    const words = ['canary', 'start', '--service', 'shop/reviews', '--version', 'v2', '--preset', 'fast', '--reason', 'release 2.1']
    expect(await run(...words)).toMatchObject({ code: 1, error: expect.stringContaining('no proxy that calls shop/reviews is connected') })
    await context.web.store.steer.registrations.put(exampleSidecar('frontend-1'))
    context.web.store.observed.putStatus('frontend-1', connected)
    for (const version of ['v1', 'v2']) {
      const id = `reviews-${version}`
      await context.web.store.steer.registrations.put(exampleSidecar(id, 'shop/reviews', { version }))
      context.web.store.observed.putStatus(id, connected)
    }
    expect(await run('canary', 'forecast', '--service', 'shop/reviews', '--version', 'v2')).toMatchObject({
      code: 0,
      out: expect.stringContaining('shop/reviews v2 against v1, normal: nothing was measured yet'),
    })
    const { id } = z.object({ id: z.string() }).parse(JSON.parse((await run('--json', ...words)).out))
    expect(await run('canary', 'list')).toMatchObject({ code: 0, out: expect.stringContaining(id) })
    expect(await run('canary', 'promote', id)).toMatchObject({ code: 1, error: expect.stringContaining('needs a reason') })
    for (const [outcome, code] of [
      ['promoted', 0],
      ['rolled_back', 2],
      ['inconclusive', 1],
    ] as const) {
      await endAs(id, outcome)
      expect(await run('canary', 'watch', id)).toMatchObject({ code, out: expect.stringContaining('release 2.1') })
    }
    expect(await run('canary', 'watch', 'shop/reviews')).toMatchObject({ code: 1, error: 'no canary of shop/reviews is running\n' })
  })

  it('starts a fault on one version, and the red button ends it', async () => {
    const started = await run(
      '--json',
      'fault',
      'start',
      '--service',
      'shop/reviews',
      '--version',
      'v2',
      '--abort',
      '20%',
      '--for',
      '5m',
      '--reason',
      'x',
    )
    expect(JSON.parse(started.out)).toMatchObject({ version: 'v2', abort: { percent: 20, httpStatus: 503 }, durationSeconds: 300 })
    expect(await run('stop-all')).toMatchObject({ code: 0, out: expect.stringContaining('1 experiment is being ended') })
    expect(await run('release')).toMatchObject({ code: 1, error: expect.stringContaining('say why') })
    expect(await run('release', '--reason', 'over')).toMatchObject({ code: 0 })
  })

  it('forecasts a fault without starting one, and says what it takes for a whole one', async () => {
    const words = '--service shop/frontend --abort 20% --slow 5 --kib-per-second 16 --max-active 7 --path /api --for 5m'.split(' ')
    const guard = ['--guard', 'shop/frontend errorRatio 5%', 'shop/frontend p95 300ms', '--header', 'x-tester: yes', 'x-debug']
    const told = await run('fault', 'start', '--dry-run', ...words, ...guard)
    expect(told).toMatchObject({ code: 2, out: expect.stringContaining('What would be touched is not known') })
    expect(told.out).toContain('Stops when p95 of shop/frontend is surely above 300 ms: not measured before.')
    expect((await run('fault', 'list')).out).not.toContain('shop/frontend:')
    const fault = JSON.parse((await run('--json', 'fault', 'start', ...words, ...guard, '--hypothesis', 'h', '--reason', 'x')).out)
    expect(fault).toMatchObject({
      bandwidth: { percent: 5, kibPerSecond: 16 },
      maxActive: 7,
      hypothesis: 'h',
      match: {
        path: { prefix: '/api' },
        headers: [
          { name: 'x-tester', exact: 'yes' },
          { name: 'x-debug', present: true },
        ],
      },
      guards: [
        { service: 'shop/frontend', metric: 'errorRatio', above: 0.05 },
        { service: 'shop/frontend', metric: 'p95', above: 300 },
      ],
    })
    const refused = await run(
      'fault',
      'start',
      '--dry-run',
      '--service',
      'shop/frontend',
      '--delay',
      '5',
      '--delay-for',
      '1s',
      '--for',
      '1m',
    )
    expect(refused).toMatchObject({ code: 1, error: expect.stringContaining(`Not possible: fault ${fault.id} of`) })
    expect((await run('fault', 'report', fault.id)).out).toContain('# Fault')
    expect(await run('fault', 'start', ...words, '--reason', 'x', '--guard', 'shop/frontend')).toMatchObject({
      code: 1,
      error: expect.stringContaining('is no stop condition'),
    })
    await run('stop-all')
    await run('release', '--reason', 'over')
  })

  it('says loudly what is not built yet', async () => {
    for (const words of [['backup']])
      expect(await run(...words)).toMatchObject({ code: 1, error: expect.stringContaining('not built yet') })
  })

  it('checks a configuration file by line, and prints a bootstrap, without an Outrider', async () => {
    const file = join(folder, 'outrider.yaml')
    writeFileSync(file, 'scrape:\n  intervall: 5s\n')
    expect(await run('check-config', file)).toMatchObject({ code: 1, error: expect.stringContaining('outrider.yaml:2') })
    writeFileSync(file, 'mesh: ./mesh.yaml\n')
    writeFileSync(join(folder, 'mesh.yaml'), 'services:\n  - name: shop/cart\n    protocol: htp\n    versions: [{ name: v1 }]\n')
    expect(await run('check-config', file)).toMatchObject({ code: 1, error: expect.stringContaining('mesh.yaml:3: services') })
    const addresses = ['--admin', '127.0.0.1:9901', '--inbound', '127.0.0.1:1', '--outbound', '127.0.0.1:2', '--app', '127.0.0.1:3']
    expect((await run('bootstrap', '--service', 'shop/reviews', '--version', 'v2', ...addresses)).out).toContain('cluster: shop/reviews')
    expect(await run('bootstrap', '--service', 'shop/reviews', '--version', 'v2')).toMatchObject({
      code: 1,
      error: expect.stringContaining('--admin'),
    })
  })

  it('shows what steers a terminal as a mark', async () => {
    context.web.store.observed.putRuntime({
      at: Date.now(),
      pid: 1,
      xdsAddress: '127.0.0.1:1',
      startedAt: 1,
      problems: [],
      simulated: false,
    })
    const identity = {
      id: 'evil\u001b[2J',
      kind: 'envoy',
      role: 'sidecar',
      service: 'shop/reviews',
      version: 'v1',
      adminUrl: null,
      inbound: null,
      outbound: null,
      app: null,
      tcp: {},
      simulated: false,
      isStatic: false,
      build: null,
    } as const
    await context.web.store.steer.registrations.put(identity)
    const { out } = await run('proxies')
    expect(out).toContain('evil�[2J')
    expect(out).not.toContain('\u001b')
  })

  it('plans copies, a cohort and gates before the steps of a preset', async () => {
    const about = ['canary', 'forecast', '--service', 'shop/reviews', '--version', 'v2', '--preset', 'fast']
    const { out } = await run('--json', ...about, '--mirror', '10', '--cohort', 'x-tester: yes', '--gate', 'https://ci.example/may')
    const plan = z.object({ parameters: z.object({ steps: z.unknown() }), problems: z.array(z.string()) }).parse(JSON.parse(out))
    expect(plan.parameters.steps).toEqual([
      { kind: 'mirror', percent: 10 },
      { kind: 'cohort', header: 'x-tester', value: 'yes' },
      { kind: 'weight', weightPercent: 10, gate: { url: 'https://ci.example/may' } },
      { kind: 'weight', weightPercent: 50, gate: { url: 'https://ci.example/may' } },
    ])
    expect(plan.problems.join()).toContain('https://ci.example/may cannot be a gate')
    expect(await run(...about, '--cohort', 'x-tester')).toMatchObject({ code: 1, error: expect.stringContaining('a header and its value') })
  })

  it('starts a self-test, lists its count, and stops it', async () => {
    const started = await run(
      '--json',
      'self-test',
      'start',
      '--service',
      'shop/reviews',
      '--versions',
      'v1,v2',
      '--reason',
      'is it honest?',
    )
    expect(started.code).toBe(0)
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(started.out))
    expect((await run('self-test', 'list')).out).toMatch(
      new RegExp(`${id} +shop/reviews v1 and v2 +running +0 +0 +its first run has not begun`),
    )
    expect(await run('self-test', 'stop', id)).toMatchObject({ code: 0, out: expect.stringContaining('stopped  no false alarm yet') })
    expect(await run('self-test', 'start', '--service', 'shop/reviews')).toMatchObject({ code: 1, error: 'say why: --reason "…"\n' })
  })
})
