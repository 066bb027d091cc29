import { readFileSync } from 'node:fs'
import type { CanarySpec } from '@/lib/mesh/canary'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { getCanary } from '@/lib/operations/canaries/get'
import { startCanary } from '@/lib/operations/canaries/start'
import { startTestRuntime } from './start-test-runtime'
import { waitFor } from './wait-for'

// A whole runtime in a process of its own, to be killed in the middle of a canary's step: argv is a file with { folder, mesh, xds, spec }. It prints the canary's
// id when its step is in force.
const input: { folder: string; mesh: MeshDocument; xds: string; spec: CanarySpec } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const { ctx, store } = await startTestRuntime(input)
await waitFor('a connected caller', () => [...store.observed.listStatus().values()].some((status) => status.connected))
await waitFor('numbers', () => store.series.newest() !== null)
const { id } = await startCanary(ctx, input.spec)
await waitFor('the step in force', async () => (await getCanary(ctx, { id })).state === 'watching')
process.stdout.write(`${id}\n`)
setInterval(() => undefined, 1_000)
