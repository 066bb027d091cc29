import { spawn } from 'node:child_process'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Starts a child and passes our signals on to it, by its pid. It has a process group of its own, so that a Ctrl-C reaches it once, through us.
 * `ended` resolves with its exit code (128 + n for a signal).
 */
export function startChild(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', detached: true, ...options })
  const pass = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, pass)
  const ended = new Promise((resolve) => {
    const finish = (code) => {
      for (const signal of signals) process.off(signal, pass)
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`${command} cannot be started: ${error.message}`)
      finish(1)
    })
    child.on('exit', (code, signal) => finish(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 137)))
  })
  return { child, ended }
}

/** Runs a child to its end; answers its exit code. */
export const runChild = (command, args, options) => startChild(command, args, options).ended
