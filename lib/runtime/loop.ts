import type { Log } from './runtime-context'

export type Loop = { stop(): Promise<void>; nudge(): void }

/**
 * Runs `body` again and again, never twice at once: `intervalMs` after the last end, or at once after `nudge()`.
 * A body that throws is logged and the loop goes on: one bad round never ends a loop.
 */
export function startLoop(name: string, intervalMs: number, log: Log, body: () => Promise<void>): Loop {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let isStopped = false
  let isNudged = false

  const run = (): void => {
    timer = null
    isNudged = false
    running = body()
      .catch((error: unknown) =>
        log.error({ loop: name, error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'a loop failed'),
      )
      .finally(() => {
        running = null
        if (!isStopped) timer = setTimeout(run, isNudged ? 0 : intervalMs)
      })
  }
  timer = setTimeout(run, 0)

  return {
    nudge() {
      if (isStopped) return
      if (running) isNudged = true
      else if (timer) {
        clearTimeout(timer)
        timer = setTimeout(run, 0)
      }
    },
    async stop() {
      isStopped = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}
