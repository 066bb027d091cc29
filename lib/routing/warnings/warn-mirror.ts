import { formatNumber, formatPercent, formatRate } from '@/lib/mesh/format'
import type { PlanWarning } from '@/lib/mesh/plan'
import type { Rule } from '@/lib/mesh/policy'
import { ruleTraffic } from '../rule-traffic'
import type { Warn, WarningInput } from './warning-input'

const worthFactor = 1.5
const quietRps = 1

/** A mirror that adds at least half again to what a version takes; where nothing was measured, one that copies at least half of the requests. */
export const warnMirror: Warn = (input) =>
  input.after.rules.flatMap((rule, index) => {
    const was = input.before.rules.find((other) => other.name === rule.name)?.mirror
    if (!rule.mirror || (was?.version === rule.mirror.version && rule.mirror.percent <= was.percent)) return []
    return warnRule(input, rule, rule.mirror, index)
  })

function warnRule(input: WarningInput, rule: Rule, mirror: NonNullable<Rule['mirror']>, index: number): PlanWarning[] {
  const { after, callers, versions, callees } = input
  const behind = callees === null ? 'and on whatever it calls' : callees.length === 0 ? '' : `and on what it calls: ${callees.join(', ')}`
  const fix = `Mirror a smaller share, and only where a copy of a request does no harm`
  const traffic = ruleTraffic(after, index, callers)
  const own = versions.find((version) => version.name === mirror.version)?.requestsPerSecond ?? null
  if (!traffic || own === null) {
    if (mirror.percent < 50) return []
    const message = `The mirror of rule ${rule.name} copies ${formatPercent(mirror.percent)} of its requests to ${mirror.version}: load on it ${behind}, not measured now`
    return [{ rule: 'mirror_adds_load', message: tidy(message), fix }]
  }
  const copies = (traffic.requestsPerSecond * mirror.percent) / 100
  if (copies < quietRps || (own > 0 && (own + copies) / own < worthFactor)) return []
  const most = traffic.isExact ? '' : 'up to '
  const times = own > 0 ? `${formatNumber((own + copies) / own)} times its load` : 'all the load it has'
  const message = `The mirror of rule ${rule.name} sends ${mirror.version} ${most}${formatRate(copies)} of copies beside its ${formatRate(own)}: ${most}${times}, ${behind}`
  return [{ rule: 'mirror_adds_load', message: tidy(message), fix }]
}

const tidy = (message: string): string => message.replace(/\s+,/g, ',').replace(/,\s*$/, '')
