import type { AskedRequest, ExplainedRule } from '@/lib/mesh/explanation'
import type { Rule } from '@/lib/mesh/policy'
import { judgeMatch } from './judge-match'

/** A rule that may take the request; certain where it surely does and no rule before it may. */
export type Candidate = { rule: Rule; isCertain: boolean }
export type ExplainedRules = { rules: ExplainedRule[]; candidates: Candidate[] }

/** Every rule in the policy's order with its verdict and why; the first that surely takes the request ends it. */
export function explainRules(rules: readonly Rule[], request: AskedRequest): ExplainedRules {
  const explained: ExplainedRule[] = []
  const candidates: Candidate[] = []
  let taker: string | null = null
  for (const rule of rules) {
    if (taker !== null) {
      explained.push({ name: rule.name, verdict: 'not_reached', why: `rule ${taker} takes it before` })
      continue
    }
    const { holds, why } = judgeMatch(rule.match, request)
    if (holds === 'no') explained.push({ name: rule.name, verdict: 'passes', why })
    else if (holds === 'maybe') {
      explained.push({ name: rule.name, verdict: 'may_take', why })
      candidates.push({ rule, isCertain: false })
    } else {
      explained.push({ name: rule.name, verdict: 'takes', why: candidates.length > 0 ? `${why}, where no rule before it does` : why })
      candidates.push({ rule, isCertain: candidates.length === 0 })
      taker = rule.name
    }
  }
  return { rules: explained, candidates }
}
