import type { RuleMatch, ValueTest } from '@/lib/mesh/policy'
import { parseCaller } from './caller-name'

/**
 * Whether every request that `narrow` takes is one that `broad` takes too. Sure where it says yes; expressions are compared as text, so a no may be a yes.
 */
export function coversMatch(broad: RuleMatch | undefined, narrow: RuleMatch | undefined): boolean {
  if (!broad) return true
  return (
    coversCaller(broad.caller, narrow?.caller) &&
    (broad.method === undefined || broad.method === narrow?.method) &&
    coversPath(pathOf(broad), pathOf(narrow)) &&
    coversTests(broad.headers, narrow?.headers, (name) => name.toLowerCase()) &&
    coversTests(broad.queryParams, narrow?.queryParams, (name) => name)
  )
}

/** Why no request can meet all parts of a match; null where one may. */
export function isContradictory(match: RuleMatch | undefined): string | null {
  if (!match) return null
  const path = pathOf(match)
  const text = path.exact ?? path.prefix ?? ''
  if (/[?#]/.test(text)) return `no path holds ${/[?#]/.exec(text)?.[0]}: the query is matched by queryParams`
  if (/[^\x21-\x7e]/.test(text)) return 'in a path other characters than plain ASCII come per cent encoded, e.g. %C3%A9'
  return (
    contradiction('header', match.headers, (name) => name.toLowerCase()) ??
    contradiction('query parameter', match.queryParams, (name) => name)
  )
}

type Test = { name: string } & ValueTest
type Tests = readonly Test[] | undefined

function coversCaller(broad: string | undefined, narrow: string | undefined): boolean {
  if (broad === undefined) return true
  if (narrow === undefined) return false
  const [wide, close] = [parseCaller(broad), parseCaller(narrow)]
  return wide.service === close.service && (wide.version === null || wide.version === close.version)
}

type Path = { prefix?: string | undefined; exact?: string | undefined; regex?: string | undefined }

/** A gRPC method is a path. */
function pathOf(match: RuleMatch | undefined): Path {
  if (!match?.grpc) return match?.path ?? {}
  const { service, method } = match.grpc
  return method === undefined ? { prefix: `/${service}/` } : { exact: `/${service}/${method}` }
}

function coversPath(broad: Path, narrow: Path): boolean {
  if (broad.regex !== undefined) return broad.regex === narrow.regex
  if (broad.exact !== undefined) return broad.exact === narrow.exact
  const prefix = broad.prefix ?? '/'
  return prefix === '/' || (narrow.exact ?? narrow.prefix ?? '/').startsWith(prefix)
}

const coversTests = (broad: Tests, narrow: Tests, keyOf: (name: string) => string): boolean =>
  (broad ?? []).every((test) => (narrow ?? []).some((other) => keyOf(other.name) === keyOf(test.name) && coversTest(test, other)))

function coversTest(broad: ValueTest, narrow: ValueTest): boolean {
  if (broad.exact !== undefined) return broad.exact === narrow.exact
  if (broad.regex !== undefined) return broad.regex === narrow.regex
  const isAbsent = narrow.present === false
  return (broad.present ?? true) ? !isAbsent : isAbsent
}

function contradiction(what: string, tests: Tests, keyOf: (name: string) => string): string | null {
  const seen = new Map<string, Test>()
  for (const test of tests ?? []) {
    const other = seen.get(keyOf(test.name))
    if (other && (other.present === false) !== (test.present === false)) return `${what} ${test.name} cannot be there and absent`
    seen.set(keyOf(test.name), test)
  }
  return null
}
