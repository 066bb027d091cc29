import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export type StoreChild = { child: ChildProcess; lines(): string[]; kill(): Promise<void> }

/** Starts store-child.ts as a process of its own; `lines` are the whole lines it has written so far, errors marked `stderr`. */
export function startStoreChild(folder: string, role: string, mode: string): StoreChild {
  const child = spawn(process.execPath, ['--import', 'tsx', join(process.cwd(), 'lib/testing/store-child.ts'), folder, role, mode])
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += `stderr ${chunk.toString()}`
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    child,
    lines: () => output.split('\n').slice(0, -1),
    kill: () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}
