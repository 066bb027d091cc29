import { hasVersion, unknownVersion } from './check-version'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** Versions that exist, each once, in whole per cent that sum to 100. A rule that answers itself or redirects has none. */
export const checkBackends: RuleCheck = ({ backends, name, redirect, directResponse }, { path, service }) => {
  if (redirect || directResponse) return []
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
