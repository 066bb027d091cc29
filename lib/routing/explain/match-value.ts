import type { ValueTest } from '@/lib/mesh/policy'
import { toFullMatch } from './full-match'

/** yes and no are sure; maybe depends on what is not known. `why` says what was seen against what is wanted. */
export type Judgement = { holds: 'yes' | 'no' | 'maybe'; why: string }

const judged = (isHeld: boolean, why: string): Judgement => ({ holds: isHeld ? 'yes' : 'no', why })

/** Tests one value. null: it is absent; undefined: not known whether it is there. `what`: `header x-tester`. Source: Envoy, HeaderMatcher and QueryParameterMatcher. */
export function judgeValue(what: string, test: ValueTest, value: string | null | undefined): Judgement {
  const wanted = wantedOf(test)
  if (value === undefined) return { holds: 'maybe', why: `whether ${what} is ${wanted} is not known` }
  if (test.present === false) return judged(value === null, value === null ? `${what} is absent` : `${what} is there, it must be absent`)
  if (value === null) return judged(false, `${what} is absent, it must be ${wanted}`)
  if (test.exact !== undefined)
    return judged(value === test.exact, value === test.exact ? `${what} is ${value}` : `${what} is ${value}, it must be ${test.exact}`)
  if (test.regex !== undefined) return judgeRegex(what, test.regex, value)
  return judged(true, `${what} is there`)
}

/** The whole value must match. */
export function judgeRegex(what: string, regex: string, value: string): Judgement {
  const expression = toFullMatch(regex)
  if (!expression) return { holds: 'maybe', why: `whether ${what} matches ${regex} can only be judged by the proxy` }
  return judged(expression.test(value), `${what} ${value} ${expression.test(value) ? 'matches' : 'does not match'} ${regex}`)
}

function wantedOf({ exact, regex, present }: ValueTest): string {
  if (exact !== undefined) return exact
  if (regex !== undefined) return `what matches ${regex}`
  return present === false ? 'absent' : 'present'
}

/** All must hold: the first that does not decides, then the first that is not known. */
export function allOf(parts: readonly Judgement[]): Judgement {
  const failed = parts.find((part) => part.holds === 'no') ?? parts.find((part) => part.holds === 'maybe')
  return failed ?? { holds: 'yes', why: parts.map((part) => part.why).join(', ') }
}
