import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { CanarySpec } from '@/lib/mesh/canary'
import { getCanary } from '@/lib/operations/canaries/get'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { type CanaryBench, startCanaryBench } from '@/lib/testing/start-canary-bench'
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
): Promise<{ id: string; kill(): Promise<void> }> {
  const file = join(bench.folder, 'canary.json')
  writeFileSync(file, JSON.stringify({ folder: bench.folder, mesh: bench.mesh, xds: bench.xds, spec: wanted }))
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
  return { id, kill }
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
