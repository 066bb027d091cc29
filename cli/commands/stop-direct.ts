import { AppError } from '@/lib/errors'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { Target } from '@/lib/proxies/proxy-reader'
import { type ProxyList, readProxyList, removePressed, writePressed } from '@/lib/red-button-folder'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable } from '../table'

type Told = { proxyId: string; stopped: boolean; problem?: string }
const timeoutMs = 5_000

/**
 * The red button without Outrider: tells every proxy of the list beside the database, through its admin page, to inject nothing, and reads each back. The press is
 * kept there too: an Outrider that comes back locks new faults until they are released.
 */
export async function stopDirectly(session: Session, folder: string, reason: string): Promise<ExitCode> {
  const list = inFolder(() => readProxyList(folder))
  inFolder(() => writePressed(folder, { at: new Date().toISOString(), actor: 'cli', reason }))
  const told = await tellAll(list, true)
  const failed = told.filter(({ stopped }) => !stopped)
  if (session.isJson) session.print(JSON.stringify({ locked: true, listedAt: list.at, proxies: told }, null, 2))
  if (failed.length > 0)
    throw new CliError(
      [
        `${told.length - failed.length} of ${told.length} proxies inject nothing any more; these could not be told:`,
        ...failed.map(({ proxyId, problem }) => `  ${printable(proxyId)}: ${printable(problem ?? '')}`),
        'Without an Outrider their faults end by their own clock, 15 s after its last sign of life.',
      ].join('\n'),
    )
  if (!session.isJson)
    session.print(
      `${told.length} of ${told.length} proxies inject nothing any more, read back from each (list of ${list.at}).\nNew faults stay locked out until "outrider release". Weights of canaries return by the proxies' own clock, 15 s after Outrider's last sign of life.`,
    )
  return 0
}

/** Gives the proxies their normal limit back, and forgets a press that no Outrider has taken up. */
export async function releaseDirectly(session: Session, folder: string): Promise<ExitCode> {
  const list = inFolder(() => readProxyList(folder))
  inFolder(() => removePressed(folder))
  const told = await tellAll(list, false)
  const failed = told.filter(({ problem }) => problem !== undefined)
  if (failed.length > 0)
    throw new CliError(failed.map(({ proxyId, problem }) => `${printable(proxyId)}: ${printable(problem ?? '')}`).join('\n'))
  printResult(session, { locked: false, proxies: told }, () => `${told.length} proxies may inject again.`)
  return 0
}

async function tellAll({ proxies }: ProxyList, stopped: boolean): Promise<Told[]> {
  const reader = createEnvoyReader({ timeoutMs, maxBytes: 64 * 1024 * 1024, now: Date.now })
  const { signal } = new AbortController()
  try {
    return await Promise.all(
      proxies.map(async ({ id, adminUrl }): Promise<Told> => {
        const target: Target = { id, url: adminUrl, kind: 'envoy' }
        const answer = await reader.setFaultsStopped(target, stopped, signal)
        if (!answer.ok) return { proxyId: id, stopped: false, problem: answer.problem.message }
        if (!stopped) return { proxyId: id, stopped: false }
        const found = await reader.readFaults(target, signal)
        if (!found.ok) return { proxyId: id, stopped: false, problem: `told, but not read back: ${found.problem.message}` }
        const left = [...found.value].filter(
          ([, fault]) => (fault.abortPercent ?? 0) + (fault.delayPercent ?? 0) + (fault.bandwidthPercent ?? 0) > 0,
        )
        return left.length === 0
          ? { proxyId: id, stopped: true }
          : { proxyId: id, stopped: false, problem: `told, but it still injects: ${left.map(([fault]) => fault).join(', ')}` }
      }),
    )
  } finally {
    await reader.close()
  }
}

function inFolder<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new CliError(error instanceof AppError || error instanceof Error ? error.message : String(error))
  }
}
