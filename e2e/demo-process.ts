import { spawn } from 'node:child_process'

export type DemoProcess = { pid: number; output(): string; exitCode(): number | null; stop(): Promise<void> }

const readyMs = 300_000

/** Starts `npm run demo` as a person would and waits for the line that says that it is ready. */
export function startDemo(args: readonly string[]): Promise<DemoProcess> {
  const child = spawn(process.execPath, ['demo/run.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let output = ''
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail(`is not ready after ${readyMs / 1000} s`), readyMs)
    const fail = (what: string): void => {
      clearTimeout(late)
      void stop()
      reject(new Error(`the demo ${what}; it said:\n${output}`))
    }
    const hear = (part: Buffer): void => {
      output += part.toString('utf8')
      if (!output.includes('Outrider is ready at')) return
      clearTimeout(late)
      resolve({ pid: child.pid ?? 0, output: () => output, exitCode: () => child.exitCode, stop })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(`ended with ${code}`))
  })
}
