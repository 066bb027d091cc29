import type { HashKey } from '@/lib/mesh/policy'
import { checkDuration } from './check-duration'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Problems of what is hashed: exactly one source, under a name that a request can have. */
export function checkHashKey(key: HashKey | undefined, path: string): PolicyProblem[] {
  if (!key) return []
  const given = [key.header, key.cookie, key.source].filter((part) => part !== undefined)
  if (given.length !== 1) return [{ path, message: 'one thing is hashed', fix: 'give exactly one of header, cookie and source' }]
  if (key.source === false)
    return [{ path: `${path}.source`, message: 'nothing is hashed', fix: 'write source: true, or give a header or cookie' }]
  const problems: PolicyProblem[] = []
  if (key.header !== undefined && !token.test(key.header))
    problems.push({ path: `${path}.header`, message: `${JSON.stringify(key.header)} is not a header name`, fix: 'write one like x-user' })
  if (key.cookie && (!token.test(key.cookie.name) || key.cookie.name.length > 60))
    problems.push({
      path: `${path}.cookie.name`,
      message: `${JSON.stringify(key.cookie.name)} is not the name of a cookie`,
      fix: 'use letters, digits, dash and underscore, at most 60',
    })
  const ttl = key.cookie?.ttl
  const ttlProblems = checkDuration(`${path}.cookie.ttl`, ttl, 0)
  if (ttl !== undefined && ttlProblems.length === 0 && (parseDurationMs(ttl) ?? 0) % 1000 !== 0)
    ttlProblems.push({ path: `${path}.cookie.ttl`, message: `a cookie lives for whole seconds, not ${ttl}`, fix: 'use whole seconds' })
  return [...problems, ...ttlProblems]
}
