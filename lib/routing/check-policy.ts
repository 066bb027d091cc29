import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { checkAnswer } from './check-answer'
import { checkBackends } from './check-backends'
import { checkDestination } from './check-destination'
import { checkHeaderEdits } from './check-header-edits'
import { checkMatch } from './check-match'
import { checkMirror } from './check-mirror'
import { checkRateLimit } from './check-rate-limit'
import { checkRetry } from './check-retry'
import { checkStickiness } from './check-stickiness'
import { checkTimes } from './check-times'
import type { PolicyProblem } from './policy-problem'
import { type PolicyRemark, policyRemarks } from './policy-remarks'
import type { RuleCheck } from './rule-check'

/** remarks: nothing wrong, yet hardly meant: a rule that no request can reach. */
export type PolicyCheck = { ok: true; remarks: PolicyRemark[] } | { ok: false; problems: PolicyProblem[] }
export type PolicySurroundings = { service: ServiceSpec | undefined; mesh: MeshDocument }

/** A new feature of rules adds its check here. */
const ruleChecks: readonly RuleCheck[] = [
  (rule, place) => checkMatch(rule.match, `${place.path}.match`, place),
  checkBackends,
  checkTimes,
  checkRetry,
  checkMirror,
  checkStickiness,
  checkRateLimit,
  checkHeaderEdits,
  checkAnswer,
  checkTcpRule,
]

/**
 * Whether a policy makes sense in its mesh. It is the one check: the operation refuses by it and the form greys its button by it.
 * Finds all problems, in the policy's order. An unknown service is one problem and nothing else is looked at.
 */
export function checkPolicy(policy: Policy, { service, mesh }: PolicySurroundings): PolicyCheck {
  if (!service || service.name !== policy.service) {
    const known = mesh.services.map((other) => other.name).join(', ')
    return refused([
      {
        path: 'service',
        message: `there is no service ${policy.service} in the mesh`,
        fix: `use one of ${known || 'the declared services'}`,
      },
    ])
  }
  const problems = [
    ...checkRuleList(policy.rules),
    ...policy.rules.flatMap((rule, index) =>
      ruleChecks.flatMap((check) => check(rule, { path: `rules[${index}]`, policy, service, mesh })),
    ),
    ...(service.protocol === 'tcp' ? checkTcpRules(policy.rules, service.name) : []),
    ...checkDestination(policy.destination, service),
  ]
  return problems.length === 0 ? { ok: true, remarks: policyRemarks(policy) } : refused(problems)
}

const refused = (problems: PolicyProblem[]): PolicyCheck => ({ ok: false, problems })

function checkRuleList(rules: readonly Rule[]): PolicyProblem[] {
  if (rules.length === 0) return [{ path: 'rules', message: 'a policy needs at least one rule', fix: 'add a rule without a match' }]
  const problems: PolicyProblem[] = []
  const seen = new Set<string>()
  rules.forEach((rule, index) => {
    const path = `rules[${index}]`
    if (seen.has(rule.name))
      problems.push({ path: `${path}.name`, message: `two rules are called ${rule.name}`, fix: 'give each rule a name of its own' })
    seen.add(rule.name)
    const isLast = index === rules.length - 1
    if (isLast && rule.match) {
      problems.push({
        path: `${path}.match`,
        message: `the last rule (${rule.name}) has a match, so some requests would find no rule`,
        fix: 'remove the match, or add a rule without one at the end',
      })
    }
    if (!isLast && !rule.match) {
      problems.push({
        path: `${path}.match`,
        message: `rule ${rule.name} takes everything, so no rule after it is ever reached`,
        fix: 'give it a match, or move it to the end',
      })
    }
  })
  return problems
}

const whyTcp = (name: string): string => `${name} is a tcp service: its proxies see connections, not requests`

const checkTcpRules = (rules: readonly Rule[], name: string): PolicyProblem[] =>
  rules.length > 1
    ? [{ path: 'rules', message: `${whyTcp(name)}, so only one rule can apply`, fix: 'keep one rule, with the weights' }]
    : []

/** A connection has weights and an idle timeout; everything else looks into requests. */
const onTcp: readonly string[] = ['name', 'match', 'backends', 'idleTimeout']

function checkTcpRule(rule: Rule, { path, service }: Parameters<RuleCheck>[1]): PolicyProblem[] {
  if (service.protocol !== 'tcp') return []
  return Object.entries(rule)
    .filter(([feature, value]) => value !== undefined && !onTcp.includes(feature))
    .map(([feature]) => ({
      path: `${path}.${feature}`,
      message: `${whyTcp(service.name)}, so ${feature} has no effect`,
      fix: `remove ${feature}`,
    }))
}
