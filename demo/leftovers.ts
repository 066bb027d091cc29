import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { writeAside } from './write-aside'

const recordSchema = z.object({
  demo: z.object({ pid: z.number(), start: z.string() }),
  children: z.array(z.object({ name: z.string(), pid: z.number(), start: z.string() })),
})

/** Notes which processes this demo started, so that the next one on this data folder can end what a killed demo left behind. */
export function recordProcesses(file: string, children: readonly { name: string; pid: number }[]): void {
  const withStart = ({ name, pid }: { name: string; pid: number }) => ({ name, pid, start: startOf(pid) ?? '' })
  writeAside(file, JSON.stringify({ demo: withStart({ name: 'demo', pid: process.pid }), children: children.map(withStart) }))
}

/** Ends what a demo that was killed left on this data folder. Answers the pid of a demo that still runs there, else null. */
export async function endLeftovers(file: string): Promise<number | null> {
  if (!existsSync(file)) return null
  const record = recordSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!record.success) return null
  const { demo, children } = record.data
  if (demo.pid !== process.pid && isSame(demo)) return demo.pid
  const left = children.filter(isSame)
  for (const child of left) kill(child.pid, 'SIGTERM')
  for (let tries = 0; tries < 50 && left.some(isSame); tries++) await wait(100)
  for (const child of left.filter(isSame)) kill(child.pid, 'SIGKILL')
  return null
}

/** A pid alone may have passed to another program since; with its time of start it is the same process. */
const isSame = (known: { pid: number; start: string }): boolean => known.start !== '' && startOf(known.pid) === known.start

function startOf(pid: number): string | null {
  try {
    if (existsSync('/proc/self/stat')) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return state === 'Z' ? null : (rest[18] ?? null)
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself meanwhile.
  }
}
