import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export type Ended = { code: number | null; signal: NodeJS.Signals | null }
export type Child = { name: string; pid: number; ended: Promise<Ended>; isAlive(): boolean; stop(graceMs: number): Promise<void> }

/**
 * Starts a program that writes into `logFile`. It has a process group of its own: a Ctrl-C is for the demo, which then ends its children in order.
 * `stop` asks with SIGTERM and insists with SIGKILL, by this one pid. Rejects when the program cannot be started.
 */
export function startChild(
  name: string,
  command: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Child> {
  const log = openSync(logFile, 'a')
  const process = spawn(command, args, { stdio: ['ignore', log, log], detached: true, env })
  let isAlive = true
  const ended = new Promise<Ended>((resolve) => {
    process.once('exit', (code, signal) => {
      isAlive = false
      resolve({ code, signal })
    })
  })
  const stop = async (graceMs: number): Promise<void> => {
    if (!isAlive) return
    process.kill('SIGTERM')
    await Promise.race([ended, wait(graceMs, undefined, { ref: false })])
    if (isAlive) process.kill('SIGKILL')
    await ended
  }
  return new Promise((resolve, reject) => {
    process.once('error', (error) => reject(new Error(`${command} cannot be started: ${error.message}`)))
    process.once('spawn', () => resolve({ name, pid: process.pid ?? 0, ended, isAlive: () => isAlive, stop }))
  })
}
