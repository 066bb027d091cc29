import type { PathMatch, RuleMatch, ValueTest } from '@/lib/mesh/policy'
import { checkCaller } from './check-caller'
import { checkRegex } from './check-regex'
import type { PolicyProblem } from './policy-problem'
import type { RulePlace } from './rule-check'

/** A match: one kind of path, one kind of test per value, expressions that Envoy takes, a caller that exists. */
export function checkMatch(
  match: RuleMatch | undefined,
  path: string,
  { service, mesh }: Pick<RulePlace, 'service' | 'mesh'>,
): PolicyProblem[] {
  if (!match) return []
  return [
    ...(match.path ? checkPath(match.path, `${path}.path`) : []),
    ...checkGrpc(match, path, service),
    ...(match.headers ?? []).flatMap((header, index) => checkTest(`header ${header.name}`, header, `${path}.headers[${index}]`)),
    ...(match.queryParams ?? []).flatMap((param, index) =>
      checkTest(`query parameter ${param.name}`, param, `${path}.queryParams[${index}]`),
    ),
    ...(match.caller === undefined ? [] : checkCaller(match.caller, `${path}.caller`, mesh)),
  ]
}

function checkPath(match: PathMatch, path: string): PolicyProblem[] {
  const given = (['prefix', 'exact', 'regex'] as const).filter((kind) => match[kind] !== undefined)
  if (given.length > 1) {
    const message = match.regex === undefined ? 'a path is matched by prefix or exactly, not both' : 'a path is matched in one way'
    return [{ path, message, fix: `keep one of ${given.join(' and ')}` }]
  }
  if (given.length === 0) return [{ path, message: 'the path match is empty', fix: 'give it a prefix, exact or a regex' }]
  return match.regex === undefined ? [] : checkPattern(match.regex, `${path}.regex`)
}

function checkGrpc({ grpc, path: other }: RuleMatch, path: string, service: { name: string; protocol: string }): PolicyProblem[] {
  if (!grpc) return []
  const problems: PolicyProblem[] = []
  if (service.protocol !== 'grpc')
    problems.push({ path: `${path}.grpc`, message: `${service.name} is ${service.protocol}, not grpc`, fix: 'match by path and method' })
  if (other)
    problems.push({
      path: `${path}.grpc`,
      message: 'a gRPC method is a path, and the rule has a path too',
      fix: 'keep one of grpc and path',
    })
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(grpc.service))
    problems.push({
      path: `${path}.grpc.service`,
      message: `${JSON.stringify(grpc.service)} is not a gRPC service`,
      fix: 'write its full name, e.g. shop.v1.Payments',
    })
  if (grpc.method !== undefined && !/^[A-Za-z_]\w*$/.test(grpc.method))
    problems.push({
      path: `${path}.grpc.method`,
      message: `${JSON.stringify(grpc.method)} is not a gRPC method`,
      fix: 'write one like Charge',
    })
  return problems
}

function checkTest(what: string, { exact, regex, present }: ValueTest, path: string): PolicyProblem[] {
  const given = [exact, regex, present].filter((test) => test !== undefined).length
  if (given > 1) {
    const message =
      regex === undefined ? `${what} is matched by its value or its presence, not both` : `${what} is matched in one way, not in ${given}`
    return [{ path, message, fix: 'keep one of exact, regex and present' }]
  }
  if (given === 0) return [{ path, message: `${what} says neither a value nor a presence`, fix: 'add exact, regex, or present: true' }]
  return regex === undefined ? [] : checkPattern(regex, `${path}.regex`)
}

function checkPattern(regex: string, path: string): PolicyProblem[] {
  const fault = checkRegex(regex)
  return fault ? [{ path, ...fault }] : []
}
