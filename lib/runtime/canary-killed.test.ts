import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { CanaryOutcome, CanarySpec, CanaryStep } from '@/lib/mesh/canary'
import { getCanary } from '@/lib/operations/canaries/get'
import type { CanaryChildInput } from '@/lib/testing/canary-child'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { answering, type CanaryBench, startCanaryBench } from '@/lib/testing/start-canary-bench'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const spec: CanarySpec = {
  service: 'shop/reviews',
  version: 'v2',
  baseline: 'v1',
  preset: 'fast',
  reason: 'release 2.1',
  parameters: { steps: [{ kind: 'weight', weightPercent: 50 }], holdSeconds: 600 },
}

/** The id of a canary at 50 % in a process of its own, and what kills that. */
async function startChild(
  bench: Awaited<ReturnType<typeof startCanaryBench>>,
  wanted: CanarySpec,
  die?: CanaryChildInput['die'],
): Promise<{ id: string; kill(): Promise<void>; ended: Promise<void> }> {
  const file = join(bench.folder, 'canary.json')
  writeFileSync(
    file,
    JSON.stringify({ folder: bench.folder, mesh: bench.mesh, xds: bench.xds, spec: wanted, die } satisfies CanaryChildInput),
  )
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/testing/canary-child.ts', file])
  let [printed, errors] = ['', '']
  child.stdout.on('data', (chunk) => (printed += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  stops.push(kill)
  const id = await waitFor(
    'the canary in the child',
    () => {
      if (child.exitCode !== null) throw new Error(errors)
      return printed.includes('\n') && printed.trim()
    },
    40_000,
  )
  return { id, kill, ended }
}

const bodiesSince = (bench: CanaryBench, since: number): string[] => [...new Set(bench.load.answers(since).map(({ body }) => body))].sort()

describe.skipIf(noEnvoyReason)(`a canary whose Outrider is killed in mid-step${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('gives its share back to the baseline by the proxies’ own clock, loses no request, and is expired on return', async () => {
    const bench = await startCanaryBench(200)
    stops.push(bench.stop)
    const { id, kill } = await startChild(bench, spec)
    await waitFor('answers of both', () => bodiesSince(bench, Date.now() - 1_000).join() === 'v1,v2')
    const beginning = Date.now()
    await kill()
    const killedAt = Date.now()
    await waitFor('the baseline alone', () => bodiesSince(bench, Date.now() - 1_000).join() === 'v1', 25_000)
    expect(Date.now() - killedAt).toBeGreaterThan(9_000)
    await waitFor('16 s since the kill', () => Date.now() - killedAt > 16_000)
    const running = await startTestRuntime({ folder: bench.folder, xds: bench.xds })
    stops.push(running.stop)
    const ended = await waitFor('the end', async () => {
      const canary = await getCanary(running.ctx, { id })
      return canary.state === 'ended' && canary
    })
    expect(ended).toMatchObject({ outcome: 'expired', weight: 0 })
    const since = Date.now()
    await waitFor('answers after the end', () => bench.load.answers(since).length > 200)
    expect(bodiesSince(bench, since)).toEqual(['v1'])
    expect(bench.load.answers(beginning).filter(({ status }) => status !== 200)).toEqual([])
  }, 90_000)

  it('keeps its share where the plan says so, and goes on from there on return', async () => {
    const bench = await startCanaryBench(200)
    stops.push(bench.stop)
    const { id, kill } = await startChild(bench, { ...spec, parameters: { ...spec.parameters, onLeaseLost: 'keep' } })
    await waitFor('answers of both', () => bodiesSince(bench, Date.now() - 1_000).join() === 'v1,v2')
    const beginning = Date.now()
    await kill()
    await waitFor('18 s since the kill', () => Date.now() - beginning > 18_000, 25_000)
    expect(bodiesSince(bench, Date.now() - 1_000)).toEqual(['v1', 'v2'])
    const running = await startTestRuntime({ folder: bench.folder, xds: bench.xds })
    stops.push(running.stop)
    const canary = await waitFor('it goes on', async () => {
      const found = await getCanary(running.ctx, { id })
      return found.state === 'watching' && found
    })
    expect(canary).toMatchObject({ weight: 50, outcome: null })
    expect(canary.timeline.some(({ actor, text }) => actor === 'lease' && text.includes('the proxies kept 50 %'))).toBe(true)
    expect(bench.load.answers(beginning).filter(({ status }) => status !== 200)).toEqual([])
  }, 90_000)
})

type Moment = { name: string; die: NonNullable<CanaryChildInput['die']>; outcome: CanaryOutcome; after: 'v1' | 'v2'; steps?: CanaryStep[] }
const mirror: CanaryStep[] = [
  { kind: 'mirror', percent: 50 },
  { kind: 'weight', weightPercent: 50 },
]
const cohort: CanaryStep[] = [
  { kind: 'cohort', header: 'x-tester', value: 'yes' },
  { kind: 'weight', weightPercent: 50 },
]
const moments: Moment[] = [
  { name: 'a step that is being applied', die: { at: 'applying' }, outcome: 'expired', after: 'v1' },
  { name: 'a step in force', die: { at: 'watching' }, outcome: 'expired', after: 'v1' },
  { name: 'a hold', die: { at: 'held', ask: 'pause' }, outcome: 'expired', after: 'v1' },
  { name: 'a promotion', die: { at: 'promoting', ask: 'promote' }, outcome: 'expired', after: 'v1' },
  { name: 'a roll-back', die: { at: 'rolling_back', ask: 'abort' }, outcome: 'aborted', after: 'v1' },
  { name: 'the end of a roll-back', die: { at: 'ended', ask: 'abort' }, outcome: 'aborted', after: 'v1' },
  { name: 'the end of a promotion', die: { at: 'ended', outcome: 'promoted', ask: 'promote' }, outcome: 'promoted', after: 'v2' },
  { name: 'copies', die: { at: 'watching' }, outcome: 'expired', after: 'v1', steps: mirror },
  { name: 'a cohort', die: { at: 'watching' }, outcome: 'expired', after: 'v1', steps: cohort },
]
/** No lane has the machine to itself, and each must be able to start in its time. */
const lanes = 2

async function killIn({ die, outcome, after, steps, name }: Moment): Promise<void> {
  const bench = await startCanaryBench(50)
  stops.push(bench.stop)
  const { id, ended } = await startChild(bench, { ...spec, parameters: { ...spec.parameters, ...(steps && { steps }) } }, die)
  await answering(bench)
  const beginning = Date.now()
  await ended
  const killedAt = Date.now()
  await waitFor(`nothing leased after ${name}`, async () => !(await bench.envoy.page('/runtime')).includes('"outrider.'), 25_000)
  const since = Date.now()
  const copied = bench.v2.requests
  await waitFor('answers', () => bench.load.answers(since).length > 40)
  expect(bodiesSince(bench, since), name).toEqual(['v1'])
  expect(bench.v2.requests, name).toBe(copied)
  await waitFor('an absence that ends leases', () => Date.now() - killedAt > 20_000, 25_000)
  const running = await startTestRuntime({ folder: bench.folder, xds: bench.xds })
  stops.push(running.stop)
  const canary = await waitFor(`the end of ${name}`, async () => {
    const found = await getCanary(running.ctx, { id })
    return found.state === 'ended' && found
  })
  expect(canary, name).toMatchObject({ outcome })
  await waitFor(`${after} alone after ${name}`, () => bodiesSince(bench, Date.now() - 500).join() === after, 15_000)
  await waitFor(`no lease after ${name}`, async () => (await running.store.steer.canaries.open()).length === 0, 40_000)
  await waitFor(`nothing leased after ${name}`, async () => !(await bench.envoy.page('/runtime')).includes('"outrider.'))
  const policy = await running.store.steer.policies.get('shop/reviews')
  const weight = policy?.policy.rules.at(-1)?.backends.find(({ version }) => version === 'v2')?.weight ?? 0
  expect(weight, name).toBe(after === 'v2' ? 100 : 0)
  expect(bench.load.answers(beginning).filter(({ status }) => status !== 200)).toEqual([])
  expect(
    policy?.policy.rules.map((rule) => rule.name),
    name,
  ).toEqual(['default'])
}

describe.skipIf(noEnvoyReason)(`a draft whose Outrider is killed${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('had moved nothing, and begins when Outrider is back', async () => {
    const bench = await startCanaryBench(50)
    stops.push(bench.stop)
    const { id, ended } = await startChild(bench, spec, { at: 'draft' })
    await ended
    expect(bench.load.answers(0).filter(({ body }) => body === 'v2')).toEqual([])
    const running = await startTestRuntime({ folder: bench.folder, xds: bench.xds })
    stops.push(running.stop)
    const begun = async () => (await getCanary(running.ctx, { id })).state === 'watching'
    await waitFor('its first step in force', begun, 30_000)
    await waitFor('answers of both', () => bodiesSince(bench, Date.now() - 1_000).join() === 'v1,v2')
  }, 90_000)
})

describe.skipIf(noEnvoyReason)(`kill -9 of Outrider at every transition of a canary${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it.each(
    Array.from({ length: Math.ceil(moments.length / lanes) }, (_, row) => moments.slice(row * lanes, (row + 1) * lanes)).map(
      (row) => [row.map(({ name }) => name).join(' and in '), row] as const,
    ),
  )('in %s leaves nothing behind and loses no request', { timeout: 150_000 }, async (_, row) => {
    await Promise.all(row.map(killIn))
  })
})
