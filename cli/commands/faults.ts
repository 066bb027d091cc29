import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import {
  listFaultsContract,
  releaseFaultsContract,
  startFaultContract,
  stopAllFaultsContract,
  stopFaultContract,
} from '@/lib/api/contracts/faults'
import { type FaultWire, faultSchema, faultsResponseSchema, releaseResponseSchema, stopAllResponseSchema } from '@/lib/api/faults'
import { faultSentence } from '@/lib/faults/fault-sentence'
import { formatPlural } from '@/lib/mesh/format'
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
  const result = await session.api({ ...stopAllFaultsContract, response: stopAllResponseSchema }, { body })
  printResult(
    session,
    result,
    () =>
      `${formatPlural(result.stopped.length, 'experiment')} ${result.stopped.length === 1 ? 'is' : 'are'} being ended: ${result.stopped.join(', ') || 'none'}. New ones are locked out until "outrider release".`,
  )
  return 0
}

export async function release(session: Session, options: { reason?: string }): Promise<ExitCode> {
  const body = { reason: options.reason ?? 'released from the command line' }
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
  return { service, version, caller, reason, abort, delay: toDelay(options), durationSeconds: Math.round(durationMs / 1000) }
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
