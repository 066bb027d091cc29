import { hasVersion, unknownVersion } from './check-version'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** The finest share that a proxy tells: one in a million. */
const finestPercent = 0.0001

/** A version that exists and a percent that a proxy can tell from 0. */
export const checkMirror: RuleCheck = ({ mirror }, { path, service }) => {
  if (!mirror) return []
  const problems: PolicyProblem[] = []
  const { version, percent } = mirror
  if (!hasVersion(service, version)) problems.push(unknownVersion(`${path}.mirror.version`, version, service))
  if (!(percent >= 0 && percent <= 100))
    problems.push({ path: `${path}.mirror.percent`, message: `${percent} % cannot be mirrored`, fix: 'use a percent from 0 to 100' })
  else if (Math.abs(percent / finestPercent - Math.round(percent / finestPercent)) > 1e-6)
    problems.push({
      path: `${path}.mirror.percent`,
      message: `${percent} % is finer than a proxy can tell`,
      fix: `use steps of ${finestPercent} %, one in a million`,
    })
  return problems
}
