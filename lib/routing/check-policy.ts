import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { checkDestination } from './check-destination'
import { checkMatch } from './check-match'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'
import { grpcRetryConditions, httpRetryConditions } from './retry-conditions'

export type PolicyCheck = { ok: true } | { ok: false; problems: PolicyProblem[] }
export type PolicySurroundings = { service: ServiceSpec | undefined; mesh: MeshDocument }

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
    ...policy.rules.flatMap((rule, index) => checkRule(rule, `rules[${index}]`, service, mesh)),
    ...(service.protocol === 'tcp' ? checkTcpRules(policy.rules, service.name) : []),
    ...checkDestination(policy.destination, service),
  ]
  return problems.length === 0 ? { ok: true } : refused(problems)
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

function checkRule(rule: Rule, path: string, service: ServiceSpec, mesh: MeshDocument): PolicyProblem[] {
  return [
    ...checkMatch(rule.match, `${path}.match`, mesh),
    ...checkBackends(rule, path, service),
    ...checkTimes(rule, path),
    ...checkRetry(rule, path, service),
    ...checkMirror(rule, path, service),
  ]
}

function checkBackends({ backends, name }: Rule, path: string, service: ServiceSpec): PolicyProblem[] {
  const problems: PolicyProblem[] = []
  const seen = new Set<string>()
  backends.forEach(({ version, weight }, index) => {
    const at = `${path}.backends[${index}]`
    if (!hasVersion(service, version)) problems.push(unknownVersion(`${at}.version`, version, service))
    if (seen.has(version))
      problems.push({ path: `${at}.version`, message: `${version} is listed twice in rule ${name}`, fix: 'list each version once' })
    seen.add(version)
    if (!Number.isInteger(weight))
      problems.push({
        path: `${at}.weight`,
        message: `the weight of ${version} is ${weight}, not a whole number of per cent`,
        fix: 'use a whole number from 0 to 100',
      })
    else if (weight < 0 || weight > 100)
      problems.push({ path: `${at}.weight`, message: `the weight of ${version} is ${weight}`, fix: 'use a whole number from 0 to 100' })
  })
  const sum = backends.reduce((total, backend) => total + backend.weight, 0)
  if (sum !== 100)
    problems.push({
      path: `${path}.backends`,
      message: `the weights of rule ${name} sum to ${sum}, not 100`,
      fix: 'make the weights sum to 100',
    })
  return problems
}

function checkTimes(rule: Rule, path: string): PolicyProblem[] {
  const timeoutMs = rule.timeout === undefined ? undefined : parseDurationMs(rule.timeout)
  const problems: PolicyProblem[] = []
  if (timeoutMs === null) problems.push(badDuration(`${path}.timeout`, rule.timeout))
  const perTry = rule.retry?.perTryTimeout
  const perTryMs = perTry === undefined ? undefined : parseDurationMs(perTry)
  if (perTryMs === null || perTryMs === 0) problems.push(badDuration(`${path}.retry.perTryTimeout`, perTry))
  else if (perTryMs !== undefined && timeoutMs && perTryMs > timeoutMs) {
    problems.push({
      path: `${path}.retry.perTryTimeout`,
      message: `one try may take ${perTry}, longer than the whole request (${rule.timeout})`,
      fix: 'make perTryTimeout shorter than timeout',
    })
  }
  return problems
}

const badDuration = (path: string, text: string | undefined): PolicyProblem => ({
  path,
  message: `${text} is not a duration`,
  fix: 'write a number with ms, s, m or h, e.g. 3s',
})

function checkRetry({ retry }: Rule, path: string, service: ServiceSpec): PolicyProblem[] {
  if (!retry) return []
  const problems: PolicyProblem[] = []
  if (!Number.isInteger(retry.attempts) || retry.attempts < 1 || retry.attempts > 10) {
    problems.push({
      path: `${path}.retry.attempts`,
      message: `${retry.attempts} retries make no sense`,
      fix: 'use 1 to 10, or leave retry out',
    })
  }
  const known = service.protocol === 'grpc' ? [...httpRetryConditions, ...grpcRetryConditions] : httpRetryConditions
  if (retry.on.length === 0)
    problems.push({ path: `${path}.retry.on`, message: 'a retry needs at least one condition', fix: `add one of ${known.join(', ')}` })
  retry.on.forEach((condition, index) => {
    if (known.includes(condition)) return
    const message = grpcRetryConditions.includes(condition)
      ? `${condition} looks at a gRPC status, but ${service.name} is ${service.protocol}`
      : `${condition} is not a condition to retry on`
    problems.push({ path: `${path}.retry.on[${index}]`, message, fix: `use one of ${known.join(', ')}` })
  })
  return problems
}

function checkMirror({ mirror }: Rule, path: string, service: ServiceSpec): PolicyProblem[] {
  if (!mirror) return []
  const problems: PolicyProblem[] = []
  if (!hasVersion(service, mirror.version)) problems.push(unknownVersion(`${path}.mirror.version`, mirror.version, service))
  if (!(mirror.percent >= 0 && mirror.percent <= 100)) {
    problems.push({ path: `${path}.mirror.percent`, message: `${mirror.percent} % cannot be mirrored`, fix: 'use a percent from 0 to 100' })
  }
  return problems
}

function checkTcpRules(rules: readonly Rule[], name: string): PolicyProblem[] {
  const why = `${name} is a tcp service: its proxies see connections, not requests`
  const problems: PolicyProblem[] = []
  if (rules.length > 1)
    problems.push({ path: 'rules', message: `${why}, so only one rule can apply`, fix: 'keep one rule, with the weights' })
  rules.forEach((rule, index) => {
    for (const feature of ['timeout', 'retry', 'mirror'] as const) {
      if (rule[feature] !== undefined)
        problems.push({ path: `rules[${index}].${feature}`, message: `${why}, so ${feature} has no effect`, fix: `remove ${feature}` })
    }
  })
  return problems
}

const hasVersion = (service: ServiceSpec, version: string): boolean => service.versions.some((other) => other.name === version)

const unknownVersion = (path: string, version: string, service: ServiceSpec): PolicyProblem => ({
  path,
  message: `${service.name} has no version ${version}`,
  fix: `use one of ${service.versions.map((other) => other.name).join(', ')}`,
})
