import type { Fault } from '@/lib/mesh/fault'
import { formatNumber, formatPlural, formatRate, formatRatio } from '@/lib/mesh/format'
import type { ServiceName } from '@/lib/mesh/names'
import type { PlanWarning } from '@/lib/mesh/plan'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { defaultRule } from './default-rule'
import { defaultTimeoutMs } from './default-timeout'
import { parseDurationMs } from './parse-duration'

/** What is known of one version now. healthy: instances that take traffic, null where not known. attemptErrorRatio 0..1: of tries, so retries hide nothing. */
export type VersionState = {
  name: string
  instances: number
  healthy: number | null
  requestsPerSecond: number | null
  attemptErrorRatio: number | null
}

export type WarningInput = {
  before: Policy
  after: Policy
  versions: readonly VersionState[]
  /** Connected proxies that would receive the change. */
  consumers: number
  /** Active faults on this service. */
  faults: readonly Pick<Fault, 'id' | 'version' | 'caller'>[]
  /** Ids of canaries that run on this service. */
  canaries: readonly string[]
  /** How long requests INTO a caller may take, where its policy says so: longer waits of its own calls are in vain. */
  callerTimeouts: readonly { caller: ServiceName; timeoutMs: number }[]
}

const loadFactor = 2
const quietRps = 1
const worthErrorRatio = 0.01

/** What speaks against an edit that is otherwise in order; each with a way out. Empty: nothing does. */
export function planWarnings(input: WarningInput): PlanWarning[] {
  return [
    ...withoutInstance(input),
    ...multipliedLoad(input),
    ...hiddenErrors(input),
    ...running(input),
    ...unheard(input),
    ...uselessWaits(input),
  ]
}

const weightIn = (rule: Rule | undefined, version: string): number =>
  rule?.backends.find((backend) => backend.version === version)?.weight ?? 0

function withoutInstance({ after, versions }: WarningInput): PlanWarning[] {
  return versions
    .filter((version) => version.healthy === 0 && after.rules.some((rule) => weightIn(rule, version.name) > 0))
    .map((version) => ({
      rule: 'no_healthy_instance',
      message: `${version.name} has ${version.instances === 0 ? 'no instance' : 'no healthy instance'}: its share of the requests will fail`,
      fix: `Start an instance of ${version.name} first, or keep it at 0 %`,
    }))
}

function multipliedLoad({ before, after, versions }: WarningInput): PlanWarning[] {
  return versions.flatMap((version) => {
    const was = weightIn(defaultRule(before), version.name)
    const now = weightIn(defaultRule(after), version.name)
    const rps = version.requestsPerSecond
    if (was <= 0 || rps === null || rps < quietRps || now / was <= loadFactor) return []
    const factor = now / was
    return [
      {
        rule: 'load_multiplies',
        message: `${version.name} has ${formatPlural(version.instances, 'instance')} and will take ${formatNumber(factor)} times its present load: ${formatRate(rps)} → ${formatRate(rps * factor)}`,
        fix: `Use ${Math.min(now - 1, Math.max(was + 1, Math.round(was * 1.5)))} % first`,
      },
    ]
  })
}

function hiddenErrors({ before, after, versions }: WarningInput): PlanWarning[] {
  const rule = defaultRule(after)
  const retries = rule?.retry?.attempts ?? 0
  if (!rule || retries === 0 || !rule.retry?.on.some((condition) => condition === '5xx' || condition === 'gateway-error')) return []
  return versions.flatMap(({ name, attemptErrorRatio }) => {
    const isRising = weightIn(rule, name) > weightIn(defaultRule(before), name)
    if (!isRising || attemptErrorRatio === null || attemptErrorRatio < worthErrorRatio) return []
    const seen = attemptErrorRatio ** (retries + 1)
    return [
      {
        rule: 'retries_hide_errors',
        message: `Retries hide errors of ${name}: callers try up to ${retries + 1} times; of ${formatRatio(attemptErrorRatio)} failures users see ${formatRatio(seen)}`,
        fix: `Judge ${name} by its attempts`,
      },
    ]
  })
}

function running({ faults, canaries, after }: WarningInput): PlanWarning[] {
  const warnings: PlanWarning[] = canaries.map((id) => ({
    rule: 'canary_running',
    message: `Canary ${id} moves weights of ${after.service} now: both edits meet on one route`,
    fix: 'Abort the canary first, or wait for its end',
  }))
  for (const fault of faults) {
    const scope = [fault.version ?? '', fault.caller ? `from ${fault.caller}` : ''].filter((part) => part !== '').join(' ')
    warnings.push({
      rule: 'fault_running',
      message: `Fault ${fault.id} runs on ${after.service}${scope ? ` ${scope}` : ''}: what you see after this edit is partly its doing`,
      fix: 'Stop the fault first',
    })
  }
  return warnings
}

function unheard({ consumers, after }: WarningInput): PlanWarning[] {
  if (consumers > 0) return []
  const message = `No proxy that calls ${after.service} is connected: the edit is stored and reaches nobody yet`
  return [{ rule: 'no_consumer', message, fix: 'Connect a caller, or apply it for later' }]
}

/** Only what the edit makes worse is named: a timeout that was too long before is not this edit's doing. */
function uselessWaits({ before, after, callerTimeouts }: WarningInput): PlanWarning[] {
  return after.rules.flatMap((rule) => {
    const was = before.rules.find((other) => other.name === rule.name)
    const waitMs = timeoutOf(rule)
    if (
      was &&
      timeoutOf(was) === waitMs &&
      was.retry?.perTryTimeout === rule.retry?.perTryTimeout &&
      was.retry?.attempts === rule.retry?.attempts
    )
      return []
    const callers = callerTimeouts.filter(({ caller, timeoutMs }) => timeoutMs < waitMs && (rule.match?.caller ?? caller) === caller)
    const warnings: PlanWarning[] = callers.map(({ caller, timeoutMs }) => ({
      rule: 'timeout_beyond_caller',
      message: `Rule ${rule.name} waits ${Number.isFinite(waitMs) ? `up to ${waitMs} ms` : 'for ever'}, but requests into ${caller} end after ${timeoutMs} ms`,
      fix: `Use a timeout below ${timeoutMs} ms`,
    }))
    const perTryMs = rule.retry?.perTryTimeout === undefined ? null : parseDurationMs(rule.retry.perTryTimeout)
    if (rule.retry && perTryMs !== null && perTryMs * 2 > waitMs) {
      const message = `Rule ${rule.name} has ${waitMs} ms for all tries and ${perTryMs} ms for each: after a slow try there is no time for a retry`
      warnings.push({ rule: 'no_time_to_retry', message, fix: 'Shorten perTryTimeout, or lengthen timeout' })
    }
    return warnings
  })
}

/** A timeout of 0 waits for ever. */
function timeoutOf(rule: Rule): number {
  const ms = rule.timeout === undefined ? defaultTimeoutMs : parseDurationMs(rule.timeout)
  return ms === 0 ? Number.POSITIVE_INFINITY : (ms ?? defaultTimeoutMs)
}
