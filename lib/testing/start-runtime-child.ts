import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { FaultSpec } from '@/lib/mesh/fault'
import type { RuntimeChildInput, RuntimeChildMessage } from './runtime-child'

export type RuntimeChild = { startFault(spec: FaultSpec): Promise<string>; stopFault(id: string): Promise<void>; kill(): Promise<void> }

/** Starts runtime-child.ts as a process of its own; `kill` is SIGKILL. */
export async function startRuntimeChild(input: RuntimeChildInput): Promise<RuntimeChild> {
  const file = join(process.cwd(), 'lib/testing/runtime-child.ts')
  const child = fork(file, [JSON.stringify(input)], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await next(child)
  return {
    async startFault(spec) {
      const answer = next(child)
      child.send({ kind: 'fault', spec })
      const message = await answer
      if (message.kind !== 'fault') throw new Error(JSON.stringify(message))
      return message.id
    },
    async stopFault(id) {
      const answer = next(child)
      child.send({ kind: 'stop', id })
      await answer
    },
    kill() {
      child.kill('SIGKILL')
      return exited
    },
  }
}

function next(child: ChildProcess): Promise<RuntimeChildMessage> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the runtime ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      // Sent by runtime-child.ts alone.
      resolve(message as RuntimeChildMessage)
    })
  })
}
