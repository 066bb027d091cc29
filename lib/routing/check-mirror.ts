import { hasVersion, unknownVersion } from './check-version'
import { finestFix, isTooFine } from './is-too-fine'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** A version that exists and a percent that a proxy can tell from 0. */
export const checkMirror: RuleCheck = ({ mirror }, { path, service }) => {
  if (!mirror) return []
  const problems: PolicyProblem[] = []
  const { version, percent } = mirror
  if (!hasVersion(service, version)) problems.push(unknownVersion(`${path}.mirror.version`, version, service))
  if (!(percent >= 0 && percent <= 100))
    problems.push({ path: `${path}.mirror.percent`, message: `${percent} % cannot be mirrored`, fix: 'use a percent from 0 to 100' })
  else if (isTooFine(percent))
    problems.push({
      path: `${path}.mirror.percent`,
      message: `${percent} % is finer than a proxy can tell`,
      fix: finestFix,
    })
  return problems
}
