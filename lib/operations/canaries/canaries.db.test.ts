import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import type { CanarySpec } from '@/lib/mesh/canary'
import type { Ctx } from '@/lib/operations/ctx'
import { exampleMesh, exampleSidecar } from '@/lib/testing/example-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { startFault } from '../faults/start'
import { stopAllFaults } from '../faults/stop-all'
import { putMesh } from '../mesh/put'
import { applyPolicy } from '../policies/apply'
import { getPolicy } from '../policies/get'
import { askCanary } from './ask'
import { forecastCanary } from './forecast'
import { getCanary } from './get'
import { listCanaries } from './list'
import { startCanary } from './start'

let context: TestContext
let ctx: Ctx
beforeEach(async () => {
  context = await testContext()
  ctx = { ...context.web, actor: 'ada', hookOrigins: ['https://hooks.example'] }
  await putMesh(ctx, { document: exampleMesh(), baseRevision: 0 })
  await connect('frontend-1')
})
afterEach(() => context.close())

async function connect(id: string): Promise<void> {
  await ctx.store.steer.registrations.put(exampleSidecar(id))
  ctx.store.observed.putStatus(id, {
    connected: true,
    connectionChangedAt: 1,
    sync: [],
    syncedRevision: 1,
    reading: { lastAnswerAt: Date.now(), missedRounds: 0, problem: null, sweepMs: 1, sweepBytes: 1 },
  })
}
const spec: CanarySpec = { service: 'shop/reviews', version: 'v2', preset: 'normal', reason: 'release 2.1' }
const abort = { service: 'shop/reviews', abort: { percent: 10, httpStatus: 503 }, durationSeconds: 60, reason: 'a test' }
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof AppError ? `${error.code}: ${error.message}` : String(error)
}

describe('starting a canary', () => {
  it('stores a draft at weight 0 with the preset and the heaviest other version as its baseline', async () => {
    const canary = await startCanary(ctx, spec)
    expect(canary).toMatchObject({ state: 'draft', baseline: 'v1', weight: 0, step: 0, outcome: null, verdict: 'unknown', actor: 'ada' })
    expect(canary.parameters.steps.map((step) => step.kind === 'weight' && step.weightPercent)).toEqual([5, 10, 25, 50])
    expect(canary.evidence.map(({ proxyId, stage }) => [proxyId, stage])).toEqual([['frontend-1', 'stored']])
    expect(await getCanary(ctx, { id: canary.id })).toMatchObject({ id: canary.id, timeline: [{ to: 'draft', text: 'release 2.1' }] })
    expect((await getPolicy(ctx, { service: 'shop/reviews' })).overlays).toEqual([
      { kind: 'canary', id: canary.id, text: 'canary v2, not begun', endsAt: null },
    ])
  })

  it('says before it that nothing can be judged while a rule sends testers to the version', async () => {
    const { policy, revision } = await getPolicy(ctx, { service: 'shop/reviews' })
    const match = { headers: [{ name: 'x-tester', exact: 'yes' }] }
    const rules = [{ name: 'testers', match, backends: [{ version: 'v2', weight: 100 }] }, ...policy.rules]
    await applyPolicy(ctx, { service: 'shop/reviews', policy: { ...policy, rules }, baseRevision: revision, reason: 'testers first' })
    const { warnings } = await forecastCanary(ctx, { service: 'shop/reviews', version: 'v2', preset: 'normal' })
    expect(warnings).toEqual([expect.stringMatching(/^rule testers sends requests to one of both versions/)])
  })

  it('is refused when an edit made another version the baseline after that was measured', async () => {
    const document = exampleMesh()
    const services = document.services.map((each) =>
      each.name === 'shop/reviews'
        ? { ...each, versions: [...each.versions, { name: 'v3', endpoints: [{ address: '127.0.0.1', port: 9093 }] }] }
        : each,
    )
    await putMesh(ctx, { document: { ...document, services }, baseRevision: 1 })
    const { policy, revision } = await getPolicy(ctx, { service: 'shop/reviews' })
    const { transaction } = ctx.store.steer
    const edited: Ctx = {
      ...ctx,
      store: {
        ...ctx.store,
        steer: {
          ...ctx.store.steer,
          async transaction(work) {
            const rules = [
              {
                name: 'default',
                backends: [
                  { version: 'v1', weight: 40 },
                  { version: 'v3', weight: 60 },
                ],
              },
            ]
            await applyPolicy(ctx, { service: 'shop/reviews', policy: { ...policy, rules }, baseRevision: revision, reason: 'v3 first' })
            return transaction(work)
          },
        },
      },
    }
    expect(await refusal(startCanary(edited, spec))).toMatch(
      /^conflict: the policy was edited meanwhile: .* is v3 now, and v1 was measured/,
    )
    expect(await listCanaries(ctx, { limit: 10 })).toEqual([])
    const { baseline } = await startCanary(ctx, spec)
    expect(baseline).toBe('v3')
  })

  it('takes single values in place of the preset', async () => {
    const canary = await startCanary(ctx, { ...spec, onWorse: 'hold', parameters: { holdSeconds: 60 } })
    expect(canary.parameters).toMatchObject({ onWorse: 'hold', holdSeconds: 60, tickSeconds: 15 })
  })

  it('says that nothing was measured where there is no history', async () => {
    const plan = await forecastCanary(ctx, spec)
    expect(plan.forecast).toMatchObject({ requestsPerSecond: null, doublingSeconds: null, promotion: null, isDispersionMeasured: false })
    expect(plan.forecast.sentence).toContain('nothing was measured yet')
    expect(plan).toMatchObject({ problems: [], holder: null, proxies: ['frontend-1'], baseline: 'v1' })
    expect(await listCanaries(ctx, { limit: 10 })).toEqual([])
  })

  it.each([
    ['an unknown service', { service: 'shop/nobody' }, /^not_found: .*shop\/nobody/],
    ['an unknown version', { version: 'v9' }, /^rejected: shop\/reviews has no version v9; its versions are v1, v2$/],
    ['a version that has everything', { version: 'v1', baseline: 'v2' }, /^rejected: v1 has all of the traffic already/],
    ['a version against itself', { baseline: 'v2' }, /^rejected: .*compared with itself/],
    ['a service of one version', { service: 'shop/payments', version: 'v1' }, /^rejected: .*has one version only/],
    [
      'a lease on a tcp service',
      { service: 'shop/ledger', parameters: { onLeaseLost: 'revert' } },
      /^rejected: .*could not end by itself: TCP weights are endpoint weights/,
    ],
    [
      'copies on a tcp service',
      {
        service: 'shop/ledger',
        parameters: {
          steps: [
            { kind: 'mirror', percent: 5 },
            { kind: 'weight', weightPercent: 10 },
          ],
        },
      },
      /^rejected: shop\/ledger is tcp: it has no requests to copy/,
    ],
    [
      'steps that fall',
      {
        parameters: {
          steps: [
            { kind: 'weight', weightPercent: 50 },
            { kind: 'weight', weightPercent: 10 },
          ],
        },
      },
      /above the one before/,
    ],
    ['100 % without a baseline', { parameters: { steps: [{ kind: 'weight', weightPercent: 100 }] } }, /leaves no baseline/],
    ['a margin of 0', { parameters: { marginErrors: 0 } }, /no worse by 0 can never be shown/],
    [
      'a mirror after a weight',
      {
        parameters: {
          steps: [
            { kind: 'weight', weightPercent: 10 },
            { kind: 'mirror', percent: 5 },
          ],
        },
      },
      /mirror and cohort steps come before the first weight/,
    ],
    [
      'a gate on a host that no webhook is on',
      { parameters: { steps: [{ kind: 'weight', weightPercent: 10, gate: { url: 'http://169.254.169.254/latest?x=1' } }] } },
      /^rejected: http:\/\/169.254.169.254\/latest cannot be a gate: its host is not among the webhooks/,
    ],
    [
      'a gate that looks like a webhook’s host',
      { parameters: { steps: [{ kind: 'weight', weightPercent: 10, gate: { url: 'https://hooks.example@evil.example/' } }] } },
      /cannot be a gate/,
    ],
    [
      'a cohort without a header',
      {
        parameters: {
          steps: [
            { kind: 'cohort', header: 'x tester', value: '' },
            { kind: 'weight', weightPercent: 10 },
          ],
        },
      },
      /a cohort step names a header: "x tester" is none/,
    ],
  ] as const)('is refused for %s, in words, and nothing is stored', async (_, change, words) => {
    // The table's literals are readonly; a specification is only read.
    expect(await refusal(startCanary(ctx, { ...spec, ...change } as CanarySpec))).toMatch(words)
    expect(await listCanaries(ctx, { limit: 10 })).toEqual([])
  })

  it('is refused copies where a rule copies already, naming the rule', async () => {
    const stored = await ctx.store.steer.policies.get('shop/reviews')
    if (!stored) throw new Error('every service has a policy')
    const rules = stored.policy.rules.map((rule) => ({ ...rule, mirror: { version: 'v2', percent: 1 } }))
    const edit = { service: 'shop/reviews', policy: { ...stored.policy, rules }, baseRevision: stored.revision, reason: 'copies' }
    await applyPolicy(ctx, edit)
    const steps = [{ kind: 'mirror', percent: 5 } as const, { kind: 'weight', weightPercent: 10 } as const]
    expect(await refusal(startCanary(ctx, { ...spec, parameters: { steps } }))).toMatch(/^rejected: rule default mirrors already, to v2/)
  })

  it('takes a gate on the host of a webhook', async () => {
    const gate = { url: 'https://hooks.example/may-it?x=1' }
    const canary = await startCanary(ctx, { ...spec, parameters: { steps: [{ kind: 'weight', weightPercent: 10, gate }] } })
    expect(canary.parameters.steps).toEqual([{ kind: 'weight', weightPercent: 10, gate }])
  })

  it('says of a tcp service that its weights do not end by themselves', async () => {
    const plan = await forecastCanary(ctx, { ...spec, service: 'shop/ledger' })
    expect(plan).toMatchObject({ problems: [], parameters: { onLeaseLost: 'keep' } })
    expect(plan.warnings.join()).toContain('they cannot end by themselves: without Outrider a step stays where it is, until it is back')
  })

  it('is refused where no caller is connected', async () => {
    ctx.store.observed.removeStatus('frontend-1')
    expect(await refusal(startCanary(ctx, spec))).toMatch(/^rejected: no proxy that calls shop\/reviews is connected/)
  })

  it('is refused where the version has no instance', async () => {
    const document = exampleMesh()
    const reviews = document.services.find(({ name }) => name === 'shop/reviews')
    if (reviews) reviews.versions = [...reviews.versions, { name: 'v3' }]
    await putMesh(ctx, { document, baseRevision: 1 })
    expect(await refusal(startCanary(ctx, { ...spec, version: 'v3' }))).toMatch(/^rejected: v3 has no instance/)
  })
})

describe('one experiment per route', () => {
  it('refuses a second canary and names the first', async () => {
    const { id } = await startCanary(ctx, spec)
    expect(await refusal(startCanary(ctx, spec))).toMatch(new RegExp(`^conflict: canary ${id} of ada`))
    expect((await forecastCanary(ctx, spec)).problems[0]).toContain(id)
  })

  it('refuses a fault on its route without a reason, after one that is none at all, and takes it with one', async () => {
    const { id } = await startCanary(ctx, spec)
    expect(await refusal(startFault(ctx, abort))).toMatch(new RegExp(`^conflict: canary ${id} of ada .*overrideLock`))
    expect(await refusal(startFault(ctx, { ...abort, abort: undefined }))).toMatch(/^invalid: abort: the fault does nothing/)
    expect(await startFault(ctx, { ...abort, overrideLock: 'both are mine' })).toMatchObject({ state: 'applying' })
  })

  it('refuses a canary beside a fault without a reason, and takes it with one', async () => {
    const fault = await startFault(ctx, abort)
    expect(await refusal(startCanary(ctx, spec))).toMatch(new RegExp(`^conflict: fault ${fault.id} of ada on shop/reviews.*overrideLock`))
    expect((await forecastCanary(ctx, spec)).holder).toContain(fault.id)
    expect(await startCanary(ctx, { ...spec, overrideLock: 'it ends soon' })).toMatchObject({ state: 'draft' })
  })

  it('keeps the versions that a canary compares in the mesh document', async () => {
    const { id } = await startCanary(ctx, spec)
    const document = exampleMesh()
    const reviews = document.services.find(({ name }) => name === 'shop/reviews')
    if (reviews) reviews.versions = reviews.versions.filter(({ name }) => name === 'v1')
    expect(await refusal(putMesh(ctx, { document, baseRevision: 1 }))).toMatch(
      new RegExp(`^rejected: .*canary of shop/reviews.*${id}|policy`),
    )
  })
})

describe('what is asked of a canary', () => {
  it('stands undecided while the runtime is away', async () => {
    const { id } = await startCanary(ctx, spec)
    const asked = await askCanary(ctx, { id, kind: 'pause', reason: 'lunch' })
    expect(asked.requests).toMatchObject([{ kind: 'pause', actor: 'ada', reason: 'lunch', answer: null }])
    expect(await refusal(askCanary(ctx, { id: 'none', kind: 'abort', reason: 'x' }))).toMatch(/^not_found/)
  })

  it('is an abort of all by the red button, which locks new ones out', async () => {
    const { id } = await startCanary(ctx, spec)
    expect((await stopAllFaults(ctx, { reason: 'incident' })).stopped).toEqual([id])
    expect((await getCanary(ctx, { id })).requests).toMatchObject([{ kind: 'abort', reason: 'red button: incident' }])
    expect(await refusal(startCanary(ctx, { ...spec, service: 'shop/reviews' }))).toMatch(
      /^conflict: new experiments are locked by the red button of ada: incident/,
    )
  })
})

describe('the count of canaries', () => {
  it('tells outcomes apart, and how often the test between halves of the baseline alarmed', async () => {
    const { id } = await startCanary(ctx, spec)
    const { canaries } = ctx.store.steer
    expect(await canaries.tally()).toEqual([{ outcome: null, count: 1, selfTests: 0, selfAlarms: 0 }])
    const stored = await canaries.get(id)
    if (!stored) throw new Error('it was just stored')
    const { state } = stored.record
    const halves = { ...state.evidence.halves, forward: state.evidence.halves.forward.map(() => 9), hasAlarmed: true }
    const phase = { name: 'ended', since: 1, outcome: 'promoted', text: 'as the test says' } as const
    await canaries.replace({ ...stored.record, state: { ...state, phase, evidence: { ...state.evidence, halves } } }, stored.revision)
    expect(await canaries.tally()).toEqual([{ outcome: 'promoted', count: 1, selfTests: 1, selfAlarms: 1 }])
  })
})
