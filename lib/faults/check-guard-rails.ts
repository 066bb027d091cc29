import type { FaultSpec } from '@/lib/mesh/fault'
import { faultParts } from '@/lib/mesh/fault-key'
import { formatRate, formatRatio } from '@/lib/mesh/format'
import type { Millis } from '@/lib/mesh/names'
import type { FaultRails } from '@/lib/mesh/settings'
import type { FaultProblem } from './check-fault'
import { findDay, isWithinHours } from './local-time'

/** Traffic as measured over the last minutes, in requests per second; null where it is not known. `affected`: touched by this fault at most. */
export type RailTraffic = { affected: number | null; affectedByOthers: number | null; mesh: number | null }

/** What an administrator's rules forbid of this fault, each problem naming its rule. Where a rule needs a number that nobody measured, it holds: unknown is not 0. */
export function checkGuardRails(spec: FaultSpec, rails: FaultRails, traffic: RailTraffic, now: Millis): FaultProblem[] {
  return [...checkProtected(spec, rails), ...checkHours(rails, now), ...checkCaps(spec, rails, traffic), ...checkBudget(rails, traffic)]
}

const refused = (path: string, message: string, fix: string): FaultProblem => ({ kind: 'rejected', path, message, fix })

function checkProtected({ service }: FaultSpec, { protectedServices }: FaultRails): FaultProblem[] {
  const rule = protectedServices.find((name) => name === service || (name.endsWith('/*') && service.startsWith(name.slice(0, -1))))
  return rule === undefined
    ? []
    : [
        refused(
          'service',
          `${service} is protected by the rule protectedServices: ${rule}`,
          'choose another service, or change the settings',
        ),
      ]
}

function checkHours({ allowedHours: hours }: FaultRails, now: Millis): FaultProblem[] {
  if (!hours || isWithinHours(hours, now)) return []
  const { day, time } = findDay(hours.timeZone, now)
  return [
    refused(
      '',
      `the rule allowedHours lets faults start on ${hours.days.join(', ')} from ${hours.from} to ${hours.to} (${hours.timeZone}); it is ${day} ${time} there`,
      'wait, or change the settings',
    ),
  ]
}

function checkCaps(spec: FaultSpec, { caps }: FaultRails, { affected }: RailTraffic): FaultProblem[] {
  const cap = caps.find(({ service }) => service === spec.service)
  if (!cap) return []
  const rule = `the rule caps of ${cap.service}`
  const problems: FaultProblem[] = []
  for (const part of faultParts) {
    const percent = spec[part]?.percent ?? 0
    if (cap.percent !== undefined && percent > cap.percent)
      problems.push(refused(`${part}.percent`, `${rule} allows ${cap.percent} %, this is ${percent} %`, `use at most ${cap.percent}`))
  }
  if (cap.durationSeconds !== undefined && spec.durationSeconds > cap.durationSeconds)
    problems.push(
      refused(
        'durationSeconds',
        `${rule} allows ${cap.durationSeconds} s, this is ${spec.durationSeconds} s`,
        `use at most ${cap.durationSeconds}`,
      ),
    )
  if (cap.requestsPerSecond !== undefined && (affected === null || affected > cap.requestsPerSecond))
    problems.push(
      refused(
        '',
        `${rule} allows ${formatRate(cap.requestsPerSecond)} to be touched, ${affected === null ? 'and the traffic in scope is not measured' : `this would touch ${formatRate(affected)}`}`,
        affected === null ? 'wait until its callers have been read' : 'use a smaller percent or a narrower scope',
      ),
    )
  return problems
}

function checkBudget({ budgetPercent }: FaultRails, { affected, affectedByOthers, mesh }: RailTraffic): FaultProblem[] {
  if (budgetPercent === null) return []
  const rule = `the rule budgetPercent allows all faults together to touch ${budgetPercent} % of the mesh's requests`
  if (affected === null || affectedByOthers === null || mesh === null)
    return [refused('', `${rule}, and the traffic is not measured`, 'wait until the callers have been read')]
  const touched = affected + affectedByOthers
  if (touched <= (mesh * budgetPercent) / 100) return []
  const beside = affectedByOthers > 0 ? ` beside the ${formatRate(affectedByOthers)} of running ones` : ''
  return [
    refused(
      '',
      `${rule} (${formatRate(mesh)}); this would touch ${formatRate(affected)}${beside}, ${formatRatio(mesh > 0 ? touched / mesh : null)} in all`,
      'use a smaller percent or a narrower scope, or wait for the end of another fault',
    ),
  ]
}
