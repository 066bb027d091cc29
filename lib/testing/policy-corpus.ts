import { policySchema } from '@/lib/api/policies'
import { seededRandom } from '@/lib/canary/seeded-random'
import type { AskedRequest } from '@/lib/mesh/explanation'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { PathRewrite, Policy, Rule, RuleMatch, ValueTest } from '@/lib/mesh/policy'
import { checkPolicy } from '@/lib/routing/check-policy'

// Small pools, so that rules and requests meet, and near misses abound.
const prefixes = ['/', '/a', '/a/', '/a/b', '/ab', '/A']
const exacts = ['/a', '/a/', '/a/b', '/a%20b', '/ab']
const pathRegexes = ['/a', '/a/.*', '/[ab]+', '(?i)/a', '/a(?:/b)?', '/.{1,3}', '/a[[:punct:]]b', '.*b', '/a|/ab']
const values = ['1', '2', '12', 'x y', '']
const valueRegexes = ['1', '[12]', '1.*', '(1|2)+', '\\d+', '.*', '.+', '[^1]*', '1|2']
const methods = ['GET', 'POST', 'PUT', 'DELETE']
const headerNames = ['x-a', 'X-B', 'x-c']
const parameterNames = ['x', 'y', 'z']
const paths = ['/', '/a', '/a/', '/a/b', '/ab', '/A', '/a//b', '/a%20b', '/a/b/c', '/b', '/a.b', '/a-b', '/abc']
const queries = ['', '?x=1', '?x=2&y=1', '?y=&x=12', '?x', '?z=1&x=1', '?x=1&x=2', '?xx=1', '?y=x=1', '?', '?x=a%20b', '?&y=1']

type Draw = { of<T>(items: readonly T[]): T; chance(ratio: number): boolean; count(most: number): number }

function toDraw(random: () => number): Draw {
  return {
    of(items) {
      const item = items[Math.floor(random() * items.length)]
      if (item === undefined) throw new Error('nothing to draw from')
      return item
    },
    chance: (ratio) => random() < ratio,
    count: (most) => Math.floor(random() * (most + 1)),
  }
}

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
const distinct = <T extends { name: string }>(items: readonly T[]): T[] =>
  items.filter((item, index) => items.findIndex((other) => other.name.toLowerCase() === item.name.toLowerCase()) === index)

function drawTest(draw: Draw): ValueTest {
  if (draw.chance(0.4)) return { exact: draw.of(values) }
  if (draw.chance(0.6)) return { regex: draw.of(valueRegexes) }
  return { present: draw.chance(0.5) }
}

function drawMatch(draw: Draw, callers: readonly string[]): RuleMatch {
  const path = draw.of([
    null,
    { prefix: draw.of(prefixes) },
    { prefix: draw.of(prefixes) },
    { exact: draw.of(exacts) },
    { regex: draw.of(pathRegexes) },
  ])
  const headers = distinct(many(draw.count(2), () => ({ name: draw.of(headerNames), ...drawTest(draw) })))
  const queryParams = distinct(many(draw.count(1), () => ({ name: draw.of(parameterNames), ...drawTest(draw) })))
  return {
    ...(path ? { path } : {}),
    ...(draw.chance(0.3) ? { method: draw.of(methods) } : {}),
    ...(headers.length > 0 ? { headers } : {}),
    ...(queryParams.length > 0 ? { queryParams } : {}),
    ...(draw.chance(0.25) ? { caller: draw.of(callers) } : {}),
  }
}

const drawRewrite = (draw: Draw): PathRewrite =>
  draw.chance(0.3)
    ? { replaceFullPath: draw.of(['/', '/full', '/full/']) }
    : { replacePrefixMatch: draw.of(['/', '/new', '/new/', '/n/m']) }

/** One rule; its name comes back in the header `x-rule` of every answer. */
function drawRule(draw: Draw, name: string, match: RuleMatch | undefined): Rule {
  const base: Rule = {
    name,
    ...(match && Object.keys(match).length > 0 ? { match } : {}),
    backends: [{ version: draw.of(['v1', 'v2']), weight: 100 }],
    responseHeaders: { set: [{ name: 'x-rule', value: name }] },
  }
  // A prefix is replaced only where the match has one.
  const path = match?.path && match.path.prefix === undefined ? { replaceFullPath: '/full' } : drawRewrite(draw)
  if (draw.chance(0.15))
    return { ...base, backends: [], redirect: { hostname: 'other.shop', path, statusCode: draw.of([301, 302, 307, 308]) } }
  if (draw.chance(0.1)) return { ...base, backends: [], directResponse: { statusCode: draw.of([200, 404, 418, 503]), body: 'closed' } }
  if (draw.chance(0.3)) return { ...base, rewrite: { path, ...(draw.chance(0.5) ? { hostname: 'else.shop' } : {}) } }
  return base
}

/** Policies that schema and check accept, one for each service named; `refused` counts the draws that they did not. */
export function drawPolicies(seed: number, services: readonly string[], mesh: MeshDocument, callers: readonly string[]) {
  const draw = toDraw(seededRandom(seed))
  let refused = 0
  const policies = services.map((service): Policy => {
    const spec = mesh.services.find((each) => each.name === service)
    for (;;) {
      const matched = many(1 + draw.count(4), () => drawMatch(draw, callers))
      const policy = { service, rules: [...matched, undefined].map((match, index) => drawRule(draw, `rule-${index}`, match)) }
      if (policySchema.safeParse(policy).success && checkPolicy(policy, { service: spec, mesh }).ok) return policy
      refused += 1
    }
  })
  return { policies, refused }
}

export type DrawnRequest = AskedRequest & { caller: string; method: string; path: string; headers: Record<string, string> }

export function drawRequests(seed: number, count: number, callers: readonly string[]): DrawnRequest[] {
  const draw = toDraw(seededRandom(seed))
  return many(count, () => ({
    caller: draw.of(callers),
    method: draw.of(methods),
    path: draw.of(paths) + draw.of(queries),
    headers: Object.fromEntries(many(draw.count(3), () => [draw.of(headerNames).toLowerCase(), draw.of(values)])),
  }))
}
