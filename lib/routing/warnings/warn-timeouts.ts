import type { PlanWarning } from '@/lib/mesh/plan'
import type { Rule } from '@/lib/mesh/policy'
import { parseCaller } from '../caller-name'
import { defaultTimeoutMs } from '../default-timeout'
import { parseDurationMs } from '../parse-duration'
import type { Warn, WarningInput } from './warning-input'

/** Waits that outlast the caller's own deadline, and retries for which no time is left. Only what the edit changes is named. */
export const warnTimeouts: Warn = (input) => (input.protocol === 'tcp' ? [] : input.after.rules.flatMap((rule) => warnRule(input, rule)))

function warnRule({ before, callerTimeouts }: WarningInput, rule: Rule): PlanWarning[] {
  const was = before.rules.find((other) => other.name === rule.name)
  const waitMs = timeoutOf(rule)
  if (
    was &&
    timeoutOf(was) === waitMs &&
    was.retry?.perTryTimeout === rule.retry?.perTryTimeout &&
    was.retry?.attempts === rule.retry?.attempts
  )
    return []
  const warnings = callerTimeouts
    .filter(({ caller, timeoutMs }) => timeoutMs < waitMs && isAbout(rule, caller))
    .map(({ caller, timeoutMs }) => ({
      rule: 'timeout_beyond_caller',
      message: `Rule ${rule.name} waits ${Number.isFinite(waitMs) ? `up to ${waitMs} ms` : 'for ever'}, but requests into ${caller} end after ${timeoutMs} ms`,
      fix: `Use a timeout below ${timeoutMs} ms`,
    }))
  return [...warnings, ...noTimeToRetry(rule, waitMs)]
}

const isAbout = (rule: Rule, caller: string): boolean =>
  rule.match?.caller === undefined || parseCaller(rule.match.caller).service === caller

function noTimeToRetry(rule: Rule, waitMs: number): PlanWarning[] {
  const perTryMs = rule.retry?.perTryTimeout === undefined ? null : parseDurationMs(rule.retry.perTryTimeout)
  if (perTryMs === null || perTryMs * 2 <= waitMs) return []
  const message = `Rule ${rule.name} has ${waitMs} ms for all tries and ${perTryMs} ms for each: after a slow try there is no time for a retry`
  return [{ rule: 'no_time_to_retry', message, fix: 'Shorten perTryTimeout, or lengthen timeout' }]
}

/** A timeout of 0 waits for ever. */
function timeoutOf(rule: Rule): number {
  const ms = rule.timeout === undefined ? defaultTimeoutMs : parseDurationMs(rule.timeout)
  return ms === 0 ? Number.POSITIVE_INFINITY : (ms ?? defaultTimeoutMs)
}
