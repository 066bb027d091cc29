import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endLeftovers, recordProcesses } from './leftovers'

let folder = ''
let children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('what a killed demo left behind', () => {
  it('is ended by the next demo on the same folder', async () => {
    const child = await startSleeper()
    recordProcesses(join(folder, 'processes.json'), [{ name: 'sleeper', pid: child.pid ?? 0 }])
    forgeDemo({ pid: 999_999, start: '1' })
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
    expect(await endLeftovers(join(folder, 'processes.json'))).toBeNull()
    expect(await ended).toBe('SIGTERM')
  })

  it('is left alone when its pid belongs to another process by now', async () => {
    const child = await startSleeper()
    recordProcesses(join(folder, 'processes.json'), [{ name: 'sleeper', pid: child.pid ?? 0 }])
    forgeDemo({ pid: 999_999, start: '1' }, '12345')
    expect(await endLeftovers(join(folder, 'processes.json'))).toBeNull()
    expect(child.exitCode ?? child.signalCode).toBeNull()
  })

  it('is left alone while that demo still runs, which is named', async () => {
    const [demo, child] = [await startSleeper(), await startSleeper()]
    recordProcesses(join(folder, 'processes.json'), [
      { name: 'demo', pid: demo.pid ?? 0 },
      { name: 'sleeper', pid: child.pid ?? 0 },
    ])
    const [known] = read().children
    if (known) forgeDemo(known)
    expect(await endLeftovers(join(folder, 'processes.json'))).toBe(demo.pid)
    expect(child.exitCode ?? child.signalCode).toBeNull()
  })

  it('is nothing where no demo ever ran', async () => {
    expect(await endLeftovers(join(folder, 'processes.json'))).toBeNull()
  })
})

type Record = { demo: { pid: number; start: string }; children: { name: string; pid: number; start: string }[] }
// The module under test wrote the file in this shape.
const read = (): Record => JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as Record

function forgeDemo(demo: { pid: number; start: string }, childStart?: string): void {
  const record = read()
  const children = record.children.map((child) => ({ ...child, start: childStart ?? child.start }))
  writeFileSync(join(folder, 'processes.json'), JSON.stringify({ demo, children }))
}

function startSleeper(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  children.push(child)
  return new Promise((resolve) => child.once('spawn', () => resolve(child)))
}
