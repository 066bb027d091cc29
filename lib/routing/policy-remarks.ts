import type { Policy, Rule } from '@/lib/mesh/policy'
import { coversMatch, isContradictory } from './covers-match'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'

/** `rule`: which of them, for a plan's warnings. */
export type PolicyRemark = PolicyProblem & { rule: 'never_matches' | 'never_ends' }

/** What is hardly meant in a policy that is otherwise in order. Quadratic in the rules. */
export const policyRemarks = (policy: Policy): PolicyRemark[] =>
  policy.rules.flatMap((rule, index) => [...remarkUnreached(policy, rule, index), ...remarkEndless(rule, index)])

function remarkUnreached({ rules }: Policy, rule: Rule, index: number): PolicyRemark[] {
  const path = `rules[${index}].match`
  const why = isContradictory(rule.match)
  if (why)
    return [{ rule: 'never_matches', path, message: `rule ${rule.name} never matches: ${why}`, fix: 'mend the match, or remove the rule' }]
  const broader = rules.slice(0, index).find((earlier) => coversMatch(earlier.match, rule.match))
  if (!broader) return []
  const message = `rule ${rule.name} never matches: ${broader.name} before it takes all of its requests`
  return [{ rule: 'never_matches', path, message, fix: `move ${rule.name} before ${broader.name}, or remove it` }]
}

function remarkEndless(rule: Rule, index: number): PolicyRemark[] {
  if (rule.timeout === undefined || parseDurationMs(rule.timeout) !== 0) return []
  const message = `rule ${rule.name} has a timeout of 0: a request may wait for ever`
  return [{ rule: 'never_ends', path: `rules[${index}].timeout`, message, fix: 'give a timeout, unless these are streams' }]
}
