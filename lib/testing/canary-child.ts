import { readFileSync } from 'node:fs'
import type { CanaryOutcome, CanaryPhaseName, CanaryRequestKind, CanarySpec } from '@/lib/mesh/canary'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { askCanary } from '@/lib/operations/canaries/ask'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { startTestRuntime } from './start-test-runtime'
import { waitFor } from './wait-for'

/** die: the state whose storing is the last thing this process lives to see; ask: what brings the canary there once its step is in force. */
export type CanaryChildInput = {
  folder: string
  mesh: MeshDocument
  xds: string
  spec: CanarySpec
  die?: { at: CanaryPhaseName; outcome?: CanaryOutcome | undefined; ask?: CanaryRequestKind | undefined } | undefined
}

// A whole runtime in a process of its own, to be killed in the middle of a canary: argv is a file with the input. It prints the canary's id when it is stored; without
// `die` only once its step is in force.
const input: CanaryChildInput = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const { ctx, store } = await startTestRuntime(input)
await waitFor('a connected caller', () => [...store.observed.listStatus().values()].some((status) => status.connected))
await waitFor('numbers', () => store.series.newest() !== null)
const { id } = await startCanary(ctx, input.spec)
const { die } = input
if (die) {
  process.stdout.write(`${id}\n`)
  store.steer.watch(() => {
    void getCanary(ctx, { id }).then(({ state, outcome }) => {
      if (state === die.at && (die.outcome === undefined || outcome === die.outcome)) process.kill(process.pid, 'SIGKILL')
    })
  })
}
await waitFor('the step in force', async () => (await getCanary(ctx, { id })).state === 'watching')
if (!die) process.stdout.write(`${id}\n`)
if (die?.ask) await askCanary(ctx, { id, kind: die.ask, reason: 'to be killed in it' })
setInterval(() => undefined, 1_000)
