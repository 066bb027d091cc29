import type { CanaryParameters, CohortStep } from '@/lib/mesh/canary'

const mostSteps = 10

/** Everything that forbids a canary with these parameters, in words; empty when it may run. */
export function findParameterProblems(parameters: CanaryParameters): string[] {
  const { steps, alpha, alphaPromote, marginErrors, marginLatency } = parameters
  const problems: string[] = [...findStepProblems(steps)]
  if (!(alpha >= 0.001 && alpha <= 0.05)) problems.push('alpha must be between 0.001 and 0.05')
  if (!(alphaPromote > 0 && alphaPromote <= 0.2)) problems.push('alphaPromote must be above 0 and at most 0.2')
  for (const [name, margin] of Object.entries({ marginErrors, marginLatency }))
    if (!(margin > 0 && margin <= 0.05)) problems.push(`${name} must be above 0 and at most 5 points: no worse by 0 can never be shown`)
  if (!(parameters.tickSeconds >= 5))
    problems.push('a tick must be at least 5 s, the shortest time in which proxies flush their histograms')
  if (!(parameters.holdSeconds >= 30)) problems.push('a step must be held for at least 30 s')
  if (!(parameters.warmUpSeconds >= 0)) problems.push('the warm-up cannot be negative')
  for (const name of ['blindAfterSeconds', 'deadlineSeconds', 'leaseSeconds'] as const)
    if (!(parameters[name] > 0)) problems.push(`${name} must be above 0: a duration in the past ends before it begins`)
  if (!(parameters.warmOldSeconds >= 0)) problems.push('warmOldSeconds cannot be negative')
  return problems
}

function findStepProblems(steps: CanaryParameters['steps']): string[] {
  const problems: string[] = []
  if (steps.length === 0 || steps.length > mostSteps) problems.push(`a canary has 1 to ${mostSteps} steps`)
  const weights = steps.flatMap((step) => (step.kind === 'weight' ? [step.weightPercent] : []))
  if (weights.length === 0) problems.push('a canary needs a step with a weight')
  if (weights.some((weight) => !(Number.isInteger(weight) && weight >= 1 && weight <= 99)))
    problems.push('a weight is a whole per cent from 1 to 99: 100 leaves no baseline to compare with and is reached by promotion')
  if (weights.some((weight, index) => index > 0 && weight <= (weights[index - 1] ?? 0)))
    problems.push('each weight must be above the one before')
  const firstWeight = steps.findIndex((step) => step.kind === 'weight')
  if (steps.slice(firstWeight).some((step) => step.kind !== 'weight')) problems.push('mirror and cohort steps come before the first weight')
  if (steps.some((step) => step.kind === 'mirror' && !(step.percent > 0 && step.percent <= 100)))
    problems.push('a mirror step copies more than 0 and at most 100 % of the requests')
  for (const step of steps) if (step.kind === 'cohort') problems.push(...findCohortProblems(step))
  return problems
}

/** Header names are HTTP tokens; a value that no proxy could be given would match nobody. Source: RFC 9110, 5.1 and 5.5. */
function findCohortProblems({ header, value }: CohortStep): string[] {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$/.test(header)) return [`a cohort step names a header: ${JSON.stringify(header)} is none`]
  return /^[\x21-\x7e]([\x20-\x7e]{0,498}[\x21-\x7e])?$/.test(value)
    ? []
    : ['a cohort step says which value of its header: visible letters, at most 500']
}
