import { seenThroughRetries } from '@/lib/faults/planned-injection'
import { formatNumber, formatPlural, formatRatio } from '@/lib/mesh/format'
import type { PlanWarning } from '@/lib/mesh/plan'
import type { Rule } from '@/lib/mesh/policy'
import { weightIn } from '../rule-traffic'
import type { Warn } from './warning-input'

const worthErrorRatio = 0.01
const coversFailures = new Set(['5xx', 'gateway-error', 'unavailable', 'internal'])

const failureRetries = (rule: Rule | undefined): number =>
  rule?.retry?.on.some((condition) => coversFailures.has(condition)) ? rule.retry.attempts : 0

/** Errors of a version that rises, hidden by retries from those who look at answers only. */
export const warnHiddenErrors: Warn = ({ before, after, versions }) => {
  const rule = after.rules.at(-1)
  const retries = failureRetries(rule)
  if (!rule || retries === 0) return []
  return versions.flatMap(({ name, attemptErrorRatio }) => {
    const isRising = weightIn(rule, name) > weightIn(before.rules.at(-1), name)
    if (!isRising || attemptErrorRatio === null || attemptErrorRatio < worthErrorRatio) return []
    const { seenRatio } = seenThroughRetries(attemptErrorRatio, retries)
    return [
      {
        rule: 'retries_hide_errors',
        message: `Retries hide errors of ${name}: callers try up to ${retries + 1} times; of ${formatRatio(attemptErrorRatio)} failures users see ${formatRatio(seenRatio)}`,
        fix: `Judge ${name} by its attempts`,
      },
    ]
  })
}

/** A fault behind this service whose aborts the callers' new retries would thin out: a share a is seen as a^(r+1), at 1 + a + … + a^r times the load. */
export const warnDilutedFaults: Warn = ({ before, after, faultsBehind }) =>
  after.rules.flatMap((rule) => {
    const retries = failureRetries(rule)
    const was = failureRetries(before.rules.find((other) => other.name === rule.name))
    if (retries <= was) return []
    return faultsBehind.flatMap((fault): PlanWarning[] => {
      const ratio = (fault.abort?.percent ?? 0) / 100
      if (ratio <= 0) return []
      const { seenRatio, loadFactor } = seenThroughRetries(ratio, retries)
      const message = `Fault ${fault.id} aborts ${formatRatio(ratio)} of the calls of ${after.service} to ${fault.service}: where ${after.service} passes them on, its callers see ${formatRatio(seenRatio)} with ${formatPlural(retries, 'retry', 'retries')} in rule ${rule.name}, at ${formatNumber(loadFactor)} times the load`
      return [{ rule: 'retries_dilute_fault', message, fix: 'Stop the fault first, or read its effect with that in mind' }]
    })
  })
