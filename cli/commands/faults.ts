import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import {
  forecastFaultContract,
  listFaultsContract,
  releaseFaultsContract,
  reportFaultContract,
  startFaultContract,
  stopAllFaultsContract,
  stopFaultContract,
} from '@/lib/api/contracts/faults'
import {
  type FaultForecastWire,
  type FaultWire,
  faultForecastSchema,
  faultReportSchema,
  faultSchema,
  faultsResponseSchema,
  releaseResponseSchema,
  stopAllResponseSchema,
} from '@/lib/api/faults'
import { faultSentence } from '@/lib/faults/fault-sentence'
import { formatNumber, formatPlural, formatRatio } from '@/lib/mesh/format'
import { parseDurationMs } from '@/lib/routing/parse-duration'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable, renderTable } from '../table'

export type FaultOptions = {
  file?: string
  service?: string
  version?: string
  caller?: string
  abort?: string
  status?: string
  grpcStatus?: string
  delay?: string
  delayFor?: string
  for?: string
  reason?: string
  path?: string
  header?: string[]
  slow?: string
  kibPerSecond?: string
  maxActive?: string
  guard?: string[]
  hypothesis?: string
  overrideLock?: string
  withoutLease?: boolean
}

/** What a start would do. Exit code 2: it could start; a fault that would be refused is an error. */
export async function forecastFault(session: Session, options: FaultOptions): Promise<ExitCode> {
  const body = options.file === undefined ? toSpec({ ...options, reason: options.reason ?? 'a dry run' }) : readSpec(options.file)
  const forecast = await session.api({ ...forecastFaultContract, response: faultForecastSchema }, { body })
  printResult(session, forecast, () => forecastWords(forecast))
  if (forecast.problems.length > 0)
    throw new CliError(forecast.problems.map(({ message }) => `Not possible: ${printable(message)}`).join('\n'))
  return 2
}

function forecastWords({ sentence, seen, guards, warnings, proxies }: FaultForecastWire): string {
  const lines = [
    sentence,
    ...seen.map(
      ({ caller, tries, seenRatio, loadFactor }) =>
        `Callers of ${caller}: ${tries > 1 ? 'at least ' : ''}${formatRatio(seenRatio)} would see the failure where it is passed on (${formatPlural(tries, 'try', 'tries')}, ${tries > 1 ? 'up to ' : ''}${formatNumber(loadFactor)} × the load).`,
    ),
    ...guards.map(
      ({ service, metric, above, before, seconds }) =>
        `Stops when ${metric} of ${service} is surely above ${metric === 'errorRatio' ? formatRatio(above) : `${above} ms`}: ${before === null ? 'not measured before' : `${formatRatio(before)} of its requests before`}${seconds === null ? '' : `; twice the bound would be seen in about ${formatNumber(seconds)} s`}.`,
    ),
    ...warnings.map((warning) => `Note: ${warning}.`),
    `On ${formatPlural(proxies.length, 'proxy', 'proxies')}: ${proxies.join(', ') || 'none'}`,
  ]
  return lines.map(printable).join('\n')
}

/** The report as Markdown, or what it is made of as JSON. */
export async function reportFault(session: Session, id: string): Promise<ExitCode> {
  const report = await session.api({ ...reportFaultContract, response: faultReportSchema }, { params: { id } })
  printResult(session, report, () => report.markdown.trimEnd())
  return 0
}

export async function startFault(session: Session, options: FaultOptions): Promise<ExitCode> {
  const body = options.file === undefined ? toSpec(options) : readSpec(options.file)
  const fault = await session.api({ ...startFaultContract, response: faultSchema }, { body })
  printResult(session, fault, () => inWords(fault))
  return 0
}

export async function stopFault(session: Session, id: string, options: { reason?: string }): Promise<ExitCode> {
  const body = { reason: options.reason ?? 'stopped from the command line' }
  const fault = await session.api({ ...stopFaultContract, response: faultSchema }, { params: { id }, body })
  printResult(session, fault, () => inWords(fault))
  return 0
}

export async function listFaults(session: Session, options: { all?: boolean }): Promise<ExitCode> {
  const list = await session.api(
    { ...listFaultsContract, response: faultsResponseSchema },
    { query: { active: options.all ? undefined : 'true' } },
  )
  printResult(session, list, () => {
    const rows = list.faults.map((fault) => [fault.id, fault.state, fault.outcome ?? '', fault.endsAt, faultSentence(fault), fault.actor])
    const lock = list.lock ? `\nNew faults are locked by ${printable(list.lock.actor)}: ${printable(list.lock.reason)}` : ''
    return renderTable(['FAULT', 'STATE', 'OUTCOME', 'ENDS AT', 'WHAT', 'ACTOR'], rows) + lock
  })
  return 0
}

export async function stopAll(session: Session, options: { reason?: string }): Promise<ExitCode> {
  const body = { reason: options.reason ?? 'stop-all from the command line' }
  const result = await session.api({ ...stopAllFaultsContract, response: stopAllResponseSchema }, { body }).catch((error: unknown) => {
    if (!(error instanceof CliError) || !error.message.startsWith('No Outrider answers')) throw error
    throw new CliError(`${error.message} Or tell the proxies directly: --data and the folder of its database.`)
  })
  printResult(
    session,
    result,
    () =>
      `${formatPlural(result.stopped.length, 'experiment')} ${result.stopped.length === 1 ? 'is' : 'are'} being ended: ${result.stopped.join(', ') || 'none'}. New ones are locked out until "outrider release".`,
  )
  return 0
}

export async function release(session: Session, options: { reason?: string }): Promise<ExitCode> {
  if (!options.reason) throw new CliError('say why faults are allowed again: --reason "…"')
  const body = { reason: options.reason }
  const result = await session.api({ ...releaseFaultsContract, response: releaseResponseSchema }, { body })
  printResult(session, result, () => 'New faults are allowed again.')
  return 0
}

const inWords = (fault: FaultWire): string =>
  printable(
    `${fault.id}  ${fault.state}  until ${fault.endsAt}  ${faultSentence(fault)}${fault.stateReason ? `  (${fault.stateReason})` : ''}`,
  )

function readSpec(file: string): unknown {
  try {
    return parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw new CliError(`${file} cannot be read as a fault: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function toSpec(options: FaultOptions): unknown {
  const { service, version, caller, reason } = options
  if (!service) throw new CliError('name the service: --service shop/ratings')
  if (!reason) throw new CliError('say why: --reason "…"')
  if (options.for === undefined) throw new CliError('a fault needs an end: --for 5m')
  const durationMs = parseDurationMs(options.for)
  if (durationMs === null) throw new CliError(`"${options.for}" is no duration: write --for 5m`)
  const abort = options.abort === undefined ? undefined : { percent: toPercent(options.abort, '--abort'), ...toStatus(options) }
  const { hypothesis, overrideLock, withoutLease } = options
  return {
    service,
    version,
    caller,
    reason,
    hypothesis,
    overrideLock,
    withoutLease,
    abort,
    delay: toDelay(options),
    bandwidth: toBandwidth(options),
    maxActive: options.maxActive === undefined ? undefined : Number(options.maxActive),
    match: toMatch(options),
    guards: options.guard?.map(toGuard),
    durationSeconds: Math.round(durationMs / 1000),
  }
}

function toMatch({ path, header }: FaultOptions): object | undefined {
  if (path === undefined && header === undefined) return undefined
  const headers = header?.map((text) => {
    const [name = '', ...value] = text.split(':')
    return value.length === 0 ? { name: name.trim(), present: true } : { name: name.trim(), exact: value.join(':').trim() }
  })
  return { ...(path === undefined ? {} : { path: { prefix: path } }), ...(headers && { headers }) }
}

function toBandwidth({ slow, kibPerSecond }: FaultOptions): { percent: number; kibPerSecond: number } | undefined {
  if (slow === undefined) return undefined
  if (kibPerSecond === undefined) throw new CliError('say how fast answers are let through: --kib-per-second 16')
  return { percent: toPercent(slow, '--slow'), kibPerSecond: Number(kibPerSecond) }
}

function toGuard(text: string): object {
  const [service, metric, bound = ''] = text.trim().split(/\s+/)
  const above = metric === 'errorRatio' ? toPercent(bound, '--guard') / 100 : parseDurationMs(bound)
  if (!service || !metric || above === null || Number.isNaN(above))
    throw new CliError(`"${text}" is no stop condition: write "shop/frontend errorRatio 5%" or "shop/frontend p95 300ms"`)
  return { service, metric, above }
}

function toStatus({ status, grpcStatus }: FaultOptions): { httpStatus?: number; grpcStatus?: number } {
  if (status === undefined && grpcStatus === undefined) return { httpStatus: 503 }
  return {
    ...(status === undefined ? {} : { httpStatus: Number(status) }),
    ...(grpcStatus === undefined ? {} : { grpcStatus: Number(grpcStatus) }),
  }
}

function toDelay({ delay, delayFor }: FaultOptions): { percent: number; fixedDelayMs: number } | undefined {
  if (delay === undefined) return undefined
  const fixedDelayMs = delayFor === undefined ? null : parseDurationMs(delayFor)
  if (fixedDelayMs === null) throw new CliError('say how long a delayed request waits: --delay-for 400ms')
  return { percent: toPercent(delay, '--delay'), fixedDelayMs }
}

function toPercent(text: string, option: string): number {
  const percent = Number(text.replace(/\s*%$/, ''))
  if (Number.isNaN(percent)) throw new CliError(`${option}: "${text}" is no percent`)
  return percent
}
