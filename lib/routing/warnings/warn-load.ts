import { formatNumber, formatPercent, formatPlural, formatRate } from '@/lib/mesh/format'
import type { PlanWarning } from '@/lib/mesh/plan'
import type { Policy } from '@/lib/mesh/policy'
import { looksIntoRequests, ruleTraffic, weightIn } from '../rule-traffic'
import type { VersionState, Warn, WarningInput } from './warning-input'

const loadFactor = 2
/** Below this nobody is overrun. */
const quietRps = 1
/** An idle version has shown nothing yet: a first step up to this share of the service passes. */
const firstStepPercent = 10

/** Versions that would take a multiple of what they take now, come from nothing, or carry far more per instance than the others. */
export const warnLoad: Warn = (input) => input.versions.flatMap((version) => warnVersion(input, version))

function warnVersion(input: WarningInput, version: VersionState): PlanWarning[] {
  const { before, after, callers } = input
  const total = callers?.reduce((sum, caller) => sum + caller.requestsPerSecond, 0) ?? null
  const present = version.requestsPerSecond
  if (total === null || present === null) return []
  const [was, now] = [expectedRps(before, version.name, input), expectedRps(after, version.name, input)]
  const then = present + now - was
  if (now <= was || then < quietRps) return []
  const on = formatPlural(version.instances, 'instance')
  if (present < quietRps) {
    const share = (then / total) * 100
    if (share <= firstStepPercent) return []
    const message = `${version.name} has ${on}, took ${present > 0 ? `only ${formatRate(present)}` : 'nothing'} over the last minutes and will take ${formatRate(then)}, ${formatPercent(share)} of all`
    return [{ rule: 'load_multiplies', message, fix: firstStep(before, version.name) }]
  }
  if (then / present > loadFactor) {
    const message = `${version.name} has ${on} and will take ${formatNumber(then / present)} times its present load: ${formatRate(present)} → ${formatRate(then)}`
    return [{ rule: 'load_multiplies', message, fix: `Use ${smallerStep(input, version.name)} % first` }]
  }
  return warnPerInstance(input, version, then)
}

function firstStep(before: Policy, version: string): string {
  const weight = weightIn(before.rules.at(-1), version)
  return weight >= firstStepPercent
    ? `Watch it for a few minutes at its present ${weight} %`
    : `Use ${firstStepPercent} % first, and watch it`
}

/** From the measured callers through the rules; rules that look into requests are left out, as nobody counts what they take. */
function expectedRps(policy: Policy, version: string, { callers }: WarningInput): number {
  return policy.rules.reduce((sum, rule, index) => {
    if (looksIntoRequests(rule.match)) return sum
    return sum + ((ruleTraffic(policy, index, callers)?.requestsPerSecond ?? 0) * weightIn(rule, version)) / 100
  }, 0)
}

/** Only the step that makes an instance carry a multiple of what those of the other versions do. */
function warnPerInstance({ versions }: WarningInput, version: VersionState, then: number): PlanWarning[] {
  const perInstance = (rps: number | null, instances: number): number => (rps === null || instances === 0 ? 0 : rps / instances)
  const others = versions.filter((other) => other.name !== version.name)
  const busiest = Math.max(0, ...others.map((other) => perInstance(other.requestsPerSecond, other.instances)))
  const [was, mine] = [perInstance(version.requestsPerSecond, version.instances), perInstance(then, version.instances)]
  if (busiest < quietRps || mine <= busiest * loadFactor || was > busiest * loadFactor) return []
  const message = `${version.name} has only ${formatPlural(version.instances, 'instance')}: each will take ${formatRate(mine)}, while those of other versions take at most ${formatRate(busiest)} now`
  return [{ rule: 'few_instances', message, fix: `Start more instances of ${version.name} first` }]
}

function smallerStep({ before, after }: WarningInput, version: string): number {
  const [was, now] = [weightIn(before.rules.at(-1), version), weightIn(after.rules.at(-1), version)]
  return now > was ? Math.max(1, Math.min(now - 1, Math.max(was + 1, Math.round(was * 1.5)))) : firstStepPercent
}
