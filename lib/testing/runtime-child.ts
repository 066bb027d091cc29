import type { FaultSpec } from '@/lib/mesh/fault'
import { startFault } from '@/lib/operations/faults/start'
import { stopFault } from '@/lib/operations/faults/stop'
import { startTestRuntime, type TestRuntimeOptions } from './start-test-runtime'

// A whole runtime in a process of its own, to be killed: argv is JSON { folder, xds?, mesh?, targets? }. Says { kind: 'ready' }, and { kind: 'fault', id } for each
// { kind: 'fault', spec } or { kind: 'stop', id } it is sent.
export type RuntimeChildInput = Pick<TestRuntimeOptions, 'folder' | 'xds' | 'mesh' | 'targets'>
export type RuntimeChildMessage = { kind: 'ready' } | { kind: 'fault'; id: string } | { kind: 'failed'; message: string }

const input: RuntimeChildInput = JSON.parse(process.argv[2] ?? '')
const running = await startTestRuntime(input)
const say = (message: RuntimeChildMessage): void => void process.send?.(message)
process.on('message', (message: { kind: 'fault'; spec: FaultSpec } | { kind: 'stop'; id: string }) => {
  const work =
    message.kind === 'fault' ? startFault(running.ctx, message.spec) : stopFault(running.ctx, { id: message.id, reason: 'a test' })
  work.then(
    ({ id }) => say({ kind: 'fault', id }),
    (error: unknown) => say({ kind: 'failed', message: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
say({ kind: 'ready' })
