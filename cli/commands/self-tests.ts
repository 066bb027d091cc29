import { listSelfTestsContract, startSelfTestContract, stopSelfTestContract } from '@/lib/api/contracts/self-tests'
import { type SelfTestWire, selfTestSchema, selfTestsResponseSchema } from '@/lib/api/self-tests'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable, renderTable } from '../table'

export type SelfTestOptions = { service?: string; versions?: string; reason?: string }

export async function startSelfTest(session: Session, { service, versions, reason }: SelfTestOptions): Promise<ExitCode> {
  if (!service) throw new CliError('name the service: --service shop/reviews')
  if (!reason) throw new CliError('say why: --reason "…"')
  const body = { service, versions: versions?.split(',').map((name) => name.trim()), reason }
  const test = await session.api({ ...startSelfTestContract, response: selfTestSchema }, { body })
  printResult(session, test, () => printable(`${test.id}  ${whatOf(test)}  ${test.sentence}`))
  return 0
}

export async function listSelfTests(session: Session): Promise<ExitCode> {
  const list = await session.api({ ...listSelfTestsContract, response: selfTestsResponseSchema }, {})
  printResult(session, list, () => {
    const rows = list.selfTests.map((test) => [
      test.id,
      whatOf(test),
      test.stopped === null ? 'running' : 'stopped',
      String(test.runs),
      String(test.falseAlarms),
      test.waiting ?? '',
    ])
    return renderTable(['A/A TEST', 'WHAT', 'STATE', 'RUNS', 'FALSE ALARMS', 'WAITING FOR'], rows, ['RUNS', 'FALSE ALARMS'])
  })
  return 0
}

export async function stopSelfTest(session: Session, id: string, options: { reason?: string }): Promise<ExitCode> {
  const body = { reason: options.reason ?? 'stopped from the command line' }
  const test = await session.api({ ...stopSelfTestContract, response: selfTestSchema }, { params: { id }, body })
  printResult(session, test, () => printable(`${test.id}  stopped  ${test.sentence}`))
  return 0
}

const whatOf = ({ service, arms }: SelfTestWire): string =>
  arms.kind === 'versions' ? `${service} ${arms.first} and ${arms.second}` : `${service} ${arms.version}, halves of its instances`
