import { readFileSync } from 'node:fs'
import type { CanaryRecord } from '@/lib/canary/canary-record'
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
const { die } = input
const { ctx, store } = await startTestRuntime(input)
if (die) dieOnceStored(die)
await waitFor('a connected caller', () => [...store.observed.listStatus().values()].some((status) => status.connected))
await waitFor('numbers', () => store.series.newest() !== null)
const { id } = await startCanary(ctx, input.spec)
await waitFor('the step in force', async () => (await getCanary(ctx, { id })).state === 'watching')
if (!die) process.stdout.write(`${id}\n`)
if (die?.ask) await askCanary(ctx, { id, kind: die.ask, reason: 'to be killed in it' })
setInterval(() => undefined, 1_000)

/** Right behind the commit: a state may last for a few milliseconds only, so asking for it would come too late. The id is printed when it is stored. */
function dieOnceStored({ at, outcome }: NonNullable<CanaryChildInput['die']>): void {
  const { steer } = store
  const transaction = steer.transaction.bind(steer)
  steer.transaction = async (work) => {
    let isReached = false
    let inserted: string | null = null
    const note = ({ state: { phase } }: CanaryRecord): void => {
      const isWanted = phase.name === at && (outcome === undefined || (phase.name === 'ended' && phase.outcome === outcome))
      isReached ||= isWanted
    }
    const answer = await transaction((tx) => {
      const insert = async (record: CanaryRecord) => {
        await tx.canaries.insert(record)
        inserted = record.state.plan.id
        note(record)
      }
      const replace = async (record: CanaryRecord, baseRevision: number) => {
        const isStored = await tx.canaries.replace(record, baseRevision)
        if (isStored) note(record)
        return isStored
      }
      return work({ ...tx, canaries: { ...tx.canaries, insert, replace } })
    })
    if (inserted !== null) process.stdout.write(`${inserted}\n`)
    if (isReached) process.kill(process.pid, 'SIGKILL')
    return answer
  }
}
