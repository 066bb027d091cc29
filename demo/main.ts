import { Demo } from './demo'
import { makeFolders, toDemoFiles } from './demo-files'
import { endLeftovers } from './leftovers'
import { SyntheticDemo } from './synthetic/synthetic-demo'

/** synthetic: services of a mesh that nobody runs, in the place of the shop; null for the shop. hours: how much past it has. */
export type MainOptions = { port: number; data: string; rps: number; envoy: string | null; synthetic: number | null; hours: number }

/** Ends what a killed demo left on this data folder; false, and said, when one still runs there. */
export async function endFormer(data: string): Promise<boolean> {
  const files = toDemoFiles(data)
  const other = await endLeftovers(files.processes)
  if (other === null) return true
  console.error(`A demo (process ${other}) already runs on the data folder ${files.folder}. End it, or choose another folder with --data.`)
  return false
}

/** Runs the demo until a signal ends it; answers the exit code. Call `endFormer` before. */
export async function main({ data, ...options }: MainOptions): Promise<number> {
  const files = toDemoFiles(data)
  makeFolders(files)
  const { synthetic, port, hours } = options
  const demo = synthetic === null ? new Demo(files, options) : new SyntheticDemo(files, { port, services: synthetic, hours })
  let resolveEnd: (code: number) => void = () => undefined
  const ended = new Promise<number>((resolve) => {
    resolveEnd = resolve
  })
  const end = (why: string): void => {
    console.log(`${why}: ending everything this demo started…`)
    demo.stop().then(
      () => resolveEnd(0),
      (error: unknown) => {
        console.error(error)
        resolveEnd(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal))
  const watch = watchParent(() => end('npm has gone'))
  demo.start().catch(async (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    await demo.stop()
    resolveEnd(1)
  })
  return ended.finally(() => clearInterval(watch))
}

/** npm does not pass on how it ended: where it is killed, the demo is an orphan, and nobody is left to end it. */
function watchParent(onGone: () => void): NodeJS.Timeout | undefined {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 500)
  return timer
}
