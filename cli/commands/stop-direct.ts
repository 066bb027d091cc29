import { AppError } from '@/lib/errors'
import { readProxyList, readStopped, removePressed, writePressed } from '@/lib/red-button-folder'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable } from '../table'
import { type Told, tellDirectly } from './tell-directly'

/**
 * The red button without Outrider: tells every proxy of the list beside the database, through its admin page, to inject nothing, and reads each back. The press is
 * kept there too: an Outrider that comes back locks new faults until they are released.
 */
export async function stopDirectly(session: Session, folder: string, reason: string): Promise<ExitCode> {
  const list = inFolder(() => readProxyList(folder))
  inFolder(() => writePressed(folder, { at: new Date().toISOString(), actor: 'cli', reason }))
  inFolder(() => readStopped(folder))
  const told = await tellDirectly(list, true, folder)
  const failed = told.filter(({ stopped }) => !stopped)
  if (session.isJson) session.print(JSON.stringify({ locked: true, listedAt: list.at, proxies: told.map(toWire) }, null, 2))
  if (failed.length > 0)
    throw new CliError(
      [
        `${told.length - failed.length} of ${told.length} proxies inject nothing any more; these could not be told:`,
        ...failed.map(({ proxyId, problem }) => `  ${printable(proxyId)}: ${printable(problem ?? '')}`),
        ...ownClockWords(failed),
      ].join('\n'),
    )
  if (!session.isJson)
    session.print(
      `${told.length} of ${told.length} proxies inject nothing any more, read back from each (list of ${list.at}).\nNew faults stay locked out until "outrider release". Weights of canaries return by the proxies' own clock, 15 s after Outrider's last sign of life${told.some(({ isForeign }) => isForeign) ? '; in proxies that it does not configure they stay until it is back' : ''}.`,
    )
  return 0
}

/** Gives the proxies their normal limit back, and forgets a press that no Outrider has taken up. */
export async function releaseDirectly(session: Session, folder: string): Promise<ExitCode> {
  const list = inFolder(() => readProxyList(folder))
  inFolder(() => removePressed(folder))
  inFolder(() => readStopped(folder))
  const told = await tellDirectly(list, false, folder)
  const failed = told.filter(({ problem }) => problem !== undefined)
  if (failed.length > 0)
    throw new CliError(failed.map(({ proxyId, problem }) => `${printable(proxyId)}: ${printable(problem ?? '')}`).join('\n'))
  printResult(session, { locked: false, proxies: told.map(toWire) }, () =>
    [
      `${told.length} proxies may inject again.`,
      ...told.flatMap(({ proxyId, held = [] }) =>
        held.length === 0 ? [] : [`${printable(proxyId)} held before the stop, and it is not set again: ${printable(held.join(', '))}`],
      ),
    ].join('\n'),
  )
  return 0
}

const toWire = ({ isForeign: _, ...told }: Told) => told

function ownClockWords(failed: readonly Told[]): string[] {
  const [foreign, own] = [failed.filter(({ isForeign }) => isForeign), failed.filter(({ isForeign }) => !isForeign)]
  const names = foreign.map(({ proxyId }) => printable(proxyId)).join(', ')
  return [
    ...(own.length > 0
      ? ['Without an Outrider its own proxies end their faults by their own clock, 15 s after its last sign of life.']
      : []),
    ...(foreign.length > 0 ? [`Nothing ends by itself on proxies that Outrider does not configure: ${names} may inject on.`] : []),
  ]
}

function inFolder<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new CliError(error instanceof AppError || error instanceof Error ? error.message : String(error))
  }
}
