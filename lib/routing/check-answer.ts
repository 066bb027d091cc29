import type { Rule } from '@/lib/mesh/policy'
import { checkHostname } from './check-hostname'
import { checkPathRewrite } from './check-path-rewrite'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

/** What needs a backend, and so has no effect beside a redirect or a direct response. */
const forwarding = [
  'stickiness',
  'timeout',
  'idleTimeout',
  'retry',
  'mirror',
  'requestHeaders',
  'rewrite',
] as const satisfies readonly (keyof Rule)[]
const mostBytes = 4096

/** Rewrite, redirect and direct response: where a request goes, if not on as it is. */
export const checkAnswer: RuleCheck = (rule, { path, service }) => {
  const { rewrite, redirect, directResponse, match } = rule
  return [
    ...checkHostname(`${path}.rewrite.hostname`, rewrite?.hostname),
    ...checkPathRewrite(rewrite?.path, match, `${path}.rewrite.path`),
    ...(redirect ? [...checkRedirect(rule, path), ...checkAlone(rule, 'redirect', path)] : []),
    ...(redirect && service.protocol === 'grpc'
      ? [
          {
            path: `${path}.redirect`,
            message: `${service.name} is grpc, and gRPC clients follow no redirects`,
            fix: 'use backends or a directResponse',
          },
        ]
      : []),
    ...(directResponse ? [...checkBody(directResponse.body, path), ...checkAlone(rule, 'directResponse', path)] : []),
  ]
}

function checkRedirect({ redirect, match }: Rule, path: string): PolicyProblem[] {
  const at = `${path}.redirect`
  const { scheme, hostname, port, path: newPath } = redirect ?? {}
  const isEmpty = scheme === undefined && hostname === undefined && port === undefined && newPath === undefined
  return [
    ...(isEmpty
      ? [{ path: at, message: 'the redirect leads back to the same address', fix: 'give a scheme, hostname, port or path' }]
      : []),
    ...checkHostname(`${at}.hostname`, hostname),
    ...(hostname?.includes(':') ? [{ path: `${at}.hostname`, message: 'the port stands apart', fix: 'give it as port' }] : []),
    ...checkPathRewrite(newPath, match, `${at}.path`),
  ]
}

function checkAlone(rule: Rule, answer: 'redirect' | 'directResponse', path: string): PolicyProblem[] {
  const others = [...forwarding, ...(answer === 'redirect' ? (['directResponse'] as const) : [])].filter((part) => rule[part] !== undefined)
  return [
    ...(rule.backends.length > 0
      ? [{ path: `${path}.backends`, message: `rule ${rule.name} has both backends and a ${answer}`, fix: `remove one of the two` }]
      : []),
    ...others.map((part) => ({ path: `${path}.${part}`, message: `${part} has no effect beside a ${answer}`, fix: `remove ${part}` })),
  ]
}

function checkBody(body: string | undefined, path: string): PolicyProblem[] {
  const bytes = new TextEncoder().encode(body ?? '').length
  if (bytes <= mostBytes) return []
  return [{ path: `${path}.directResponse.body`, message: `the body has ${bytes} bytes`, fix: `use at most ${mostBytes}` }]
}
