import { type FaultForecastRequest, type FaultSpecWire, faultSpecSchema } from '@/lib/api/faults'
import type { Protocol } from '@/lib/mesh/mesh-document'
import { finestFix, isTooFine } from '@/lib/routing/is-too-fine'

/** What the form holds: text as typed, so that half a number is not lost while it is written. */
export type FaultDraft = {
  service: string
  version: string
  /** '' = everyone. */
  caller: string
  headerName: string
  headerValue: string
  pathPrefix: string
  hasAbort: boolean
  abortPercent: string
  abortStatus: string
  hasDelay: boolean
  delayPercent: string
  delayMs: string
  hasBandwidth: boolean
  bandwidthPercent: string
  bandwidthKib: string
  /** '' = 100. */
  maxActive: string
  durationSeconds: string
  reason: string
  hypothesis: string
  hasGuard: boolean
  guardService: string
  guardMetric: 'errorRatio' | 'p95' | 'p99'
  guardErrorPercent: string
  guardMs: string
  /** Why it may run beside what holds its route; '' = it may not. */
  overrideLock: string
  /** It is meant that on some proxies it does not end by itself when Outrider dies. */
  withoutLease: boolean
}
export type DraftField = keyof FaultDraft | 'action'
export type DraftProblems = Partial<Record<DraftField, string>>
export type CheckedDraft = { spec: FaultSpecWire; problems: null } | { spec: null; problems: DraftProblems }

/** Small on purpose: one per cent, five minutes, an abort, and a stop condition that is on. */
export const emptyDraft: FaultDraft = {
  service: '',
  version: '',
  caller: '',
  headerName: '',
  headerValue: '',
  pathPrefix: '',
  hasAbort: true,
  abortPercent: '1',
  abortStatus: '503',
  hasDelay: false,
  delayPercent: '1',
  delayMs: '400',
  hasBandwidth: false,
  bandwidthPercent: '1',
  bandwidthKib: '16',
  maxActive: '',
  durationSeconds: '300',
  reason: '',
  hypothesis: '',
  hasGuard: true,
  guardService: '',
  guardMetric: 'errorRatio',
  guardErrorPercent: '5',
  guardMs: '500',
  overrideLock: '',
  withoutLease: false,
}

/** Proposes whose errors stop the fault while nobody is chosen: the caller in scope, else the first who calls. The caller sees what the fault does. */
export function withProposedGuard(draft: FaultDraft, callers: readonly string[]): FaultDraft {
  return draft.guardService === '' ? { ...draft, guardService: draft.caller || (callers[0] ?? '') } : draft
}

/** gRPC status 14, UNAVAILABLE, is to gRPC what 503 is to HTTP. */
export const defaultStatus = (protocol: Protocol | null): string => (protocol === 'grpc' ? '14' : '503')

/** null unless the text is a plain number. */
export function numberOf(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text.trim()) : null
}

/** The draft as the API takes it, or a problem per field; the server checks the mesh's side (unknown version, lock, caps) again. */
export function checkDraft(draft: FaultDraft, protocol: Protocol | null): CheckedDraft {
  const problems = draftProblems(draft, protocol)
  if (Object.keys(problems).length > 0) return { spec: null, problems }
  const parsed = faultSpecSchema.safeParse(toSpec(draft, protocol))
  if (parsed.success) return { spec: parsed.data, problems: null }
  const issue = parsed.error.issues[0]
  return { spec: null, problems: { [toDraftField((issue?.path ?? []).map(String).join('.'))]: issue?.message ?? 'this cannot be sent' } }
}

function draftProblems(draft: FaultDraft, protocol: Protocol | null): DraftProblems {
  const problems: DraftProblems = {}
  if (draft.service === '') problems.service = 'choose the service that is called'
  if (protocol === 'tcp') problems.service = 'a tcp service has no requests to abort or delay'
  if (!draft.hasAbort && !draft.hasDelay && !draft.hasBandwidth) problems.action = 'choose abort, delay, bandwidth or several'
  if (draft.hasAbort) {
    checkPercent(draft.abortPercent, 'abortPercent', problems)
    checkStatus(draft.abortStatus, protocol, problems)
  }
  if (draft.hasDelay) {
    checkPercent(draft.delayPercent, 'delayPercent', problems)
    const ms = numberOf(draft.delayMs)
    if (ms === null || ms < 1 || !Number.isInteger(ms)) problems.delayMs = 'a delay is a whole number of milliseconds, at least 1'
  }
  if (draft.hasBandwidth) {
    checkPercent(draft.bandwidthPercent, 'bandwidthPercent', problems)
    if (!isWholeFrom1(draft.bandwidthKib)) problems.bandwidthKib = 'a whole number of KiB per second, at least 1'
  }
  if (draft.maxActive !== '' && !isWholeFrom1(draft.maxActive)) problems.maxActive = 'a whole number, at least 1'
  checkDuration(draft.durationSeconds, problems)
  if (draft.headerValue !== '' && draft.headerName === '') problems.headerName = 'name the header of this value'
  if (draft.pathPrefix !== '' && !draft.pathPrefix.startsWith('/')) problems.pathPrefix = 'a path starts with /'
  if (draft.reason.trim() === '') problems.reason = 'say why, in a sentence'
  if (draft.hasGuard) checkGuard(draft, problems)
  return problems
}

const isWholeFrom1 = (text: string): boolean => Number.isInteger(numberOf(text)) && Number(text) >= 1

function checkPercent(text: string, field: 'abortPercent' | 'delayPercent' | 'bandwidthPercent', problems: DraftProblems): void {
  const percent = numberOf(text)
  if (percent === null || percent > 100) problems[field] = 'a percent is between 0 and 100'
  else if (percent === 0) problems[field] = '0 % would touch nothing'
  else if (isTooFine(percent)) problems[field] = `finer than a proxy can tell: ${finestFix}`
}

function checkStatus(text: string, protocol: Protocol | null, problems: DraftProblems): void {
  const status = numberOf(text)
  const [low, high] = protocol === 'grpc' ? [1, 16] : [200, 599]
  if (status === null || !Number.isInteger(status) || status < low || status > high) {
    problems.abortStatus = protocol === 'grpc' ? 'a gRPC status is between 1 and 16' : 'an HTTP status is between 200 and 599'
  }
}

const wholeSeconds = 'use whole seconds, at least 1'

function checkDuration(text: string, problems: DraftProblems): void {
  const seconds = numberOf(text)
  if (seconds === null) problems.durationSeconds = text.trim() === '' ? 'a fault needs an end' : wholeSeconds
  else if (seconds < 1 || !Number.isInteger(seconds)) problems.durationSeconds = wholeSeconds
  else if (seconds > 3600) problems.durationSeconds = 'a fault lasts at most an hour'
}

function checkGuard(draft: FaultDraft, problems: DraftProblems): void {
  if (draft.guardService === '') problems.guardService = 'choose whose errors are watched, or leave the stop condition out'
  if (draft.guardMetric !== 'errorRatio') {
    if (!isWholeFrom1(draft.guardMs)) problems.guardMs = 'a whole number of milliseconds, at least 1'
    return
  }
  const percent = numberOf(draft.guardErrorPercent)
  if (percent === null || percent <= 0 || percent > 100) problems.guardErrorPercent = 'a percent is above 0 and at most 100'
}

function toSpec(draft: FaultDraft, protocol: Protocol | null): FaultSpecWire {
  const header = draft.headerName.trim()
  const match = {
    ...(draft.pathPrefix === '' ? {} : { path: { prefix: draft.pathPrefix } }),
    ...(header === ''
      ? {}
      : { headers: [draft.headerValue === '' ? { name: header, present: true } : { name: header, exact: draft.headerValue }] }),
  }
  const status = Number(draft.abortStatus)
  return {
    service: draft.service,
    ...(draft.version === '' ? {} : { version: draft.version }),
    ...(draft.caller === '' ? {} : { caller: draft.caller }),
    ...(Object.keys(match).length === 0 ? {} : { match }),
    ...(draft.hasAbort
      ? { abort: { percent: Number(draft.abortPercent), ...(protocol === 'grpc' ? { grpcStatus: status } : { httpStatus: status }) } }
      : {}),
    ...(draft.hasDelay ? { delay: { percent: Number(draft.delayPercent), fixedDelayMs: Number(draft.delayMs) } } : {}),
    ...(draft.hasBandwidth ? { bandwidth: { percent: Number(draft.bandwidthPercent), kibPerSecond: Number(draft.bandwidthKib) } } : {}),
    ...(draft.maxActive === '' ? {} : { maxActive: Number(draft.maxActive) }),
    ...(draft.overrideLock.trim() === '' ? {} : { overrideLock: draft.overrideLock.trim() }),
    ...(draft.withoutLease ? { withoutLease: true } : {}),
    durationSeconds: Number(draft.durationSeconds),
    reason: draft.reason.trim(),
    ...(draft.hypothesis.trim() === '' ? {} : { hypothesis: draft.hypothesis.trim() }),
    ...(draft.hasGuard ? { guards: [toGuard(draft)] } : {}),
  }
}

const toGuard = ({ guardService: service, guardMetric: metric, guardErrorPercent, guardMs }: FaultDraft) => ({
  service,
  metric,
  above: metric === 'errorRatio' ? Number(guardErrorPercent) / 100 : Number(guardMs),
})

/** What the server is asked before the start, once all but the reason can be sent. */
export function toForecastRequest(draft: FaultDraft, protocol: Protocol | null): FaultForecastRequest | null {
  const { spec } = checkDraft({ ...draft, reason: draft.reason.trim() === '' ? 'not yet said' : draft.reason }, protocol)
  return spec
}

/** Which field of the form a path of the API belongs to, e.g. `abort.percent`; the service where nothing fits. */
export function toDraftField(path: string): DraftField {
  const fields: [prefix: string, field: DraftField][] = [
    ['abort.percent', 'abortPercent'],
    ['abort', 'abortStatus'],
    ['delay.percent', 'delayPercent'],
    ['delay', 'delayMs'],
    ['bandwidth.percent', 'bandwidthPercent'],
    ['bandwidth', 'bandwidthKib'],
    ['maxActive', 'maxActive'],
    ['overrideLock', 'overrideLock'],
    ['durationSeconds', 'durationSeconds'],
    ['match.path', 'pathPrefix'],
    ['match', 'headerName'],
    ['version', 'version'],
    ['caller', 'caller'],
    ['reason', 'reason'],
    ['hypothesis', 'hypothesis'],
    ['guards', 'guardService'],
  ]
  return fields.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'service'
}
