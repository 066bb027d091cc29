import type { WeightLever } from '@/lib/mesh/levers'
import { toFractionPercent } from './fractional-percent'
import { asObject, asText, type JsonObject } from './json'

/** A route of one virtual host in its order; lever null: it leads to no destination. */
export type RouteLever = { route: JsonObject; lever: WeightLever | null }

/**
 * The levers of one virtual host, where a route that a `runtime_fraction` gates and the next one with the same match are one split between two destinations. What looks
 * like it and may split otherwise keeps its own lever, with the reason. Source: route.proto, RouteMatch.runtime_fraction; all draws of a request use one number.
 */
export function pairFractions(routes: readonly RouteLever[]): WeightLever[] {
  const levers: WeightLever[] = []
  const paired = new Set<RouteLever>()
  for (const [index, entry] of routes.entries()) {
    const { route, lever } = entry
    if (!lever || paired.has(entry)) continue
    const gate = gateOf(route)
    if (!gate) {
      levers.push(lever)
      continue
    }
    const next = routes[index + 1]
    const before = routes[index - 1]
    const isInRow = before !== undefined && gateOf(before.route) !== null && matchText(before.route) === matchText(route)
    const problem = isInRow ? inRow : findProblem(entry, next)
    if (problem !== null || !next?.lever) levers.push({ ...lever, fraction: { key: gate.key, problem } })
    else {
      paired.add(next)
      levers.push(join(lever, next.lever, gate))
    }
  }
  return levers
}

type Gate = { key: string | null; perMillion: number }

function gateOf(route: JsonObject): Gate | null {
  const { runtime_fraction } = asObject(route.match)
  if (runtime_fraction === undefined) return null
  const { default_value, runtime_key } = asObject(runtime_fraction)
  return {
    key: asText(runtime_key) || null,
    perMillion: Math.min(1_000_000, Math.round(toFractionPercent(asObject(default_value)) * 10_000)),
  }
}

const inRow = 'is one of several fractions in a row, whose shares hang on one another'

function findProblem({ route, lever }: RouteLever, next: RouteLever | undefined): string | null {
  if (!next || matchText(next.route) !== matchText(route))
    return 'takes a fraction of its requests, and the route behind it has another match: where the rest goes no weight says'
  if (gateOf(next.route)) return inRow
  if (!next.lever) return 'takes a fraction of its requests, and the rest goes to no destination'
  if ((lever?.targets.length ?? 0) > 1 || next.lever.targets.length > 1) return 'takes a fraction of its requests and splits by weights too'
  return null
}

const matchText = ({ match }: JsonObject): string => {
  const { runtime_fraction: _gate, ...rest } = asObject(match)
  return JSON.stringify(rest)
}

/** Weights per hundred where they are whole there, else per million. */
function join(first: WeightLever, second: WeightLever, { key, perMillion }: Gate): WeightLever {
  const unit = perMillion % 10_000 === 0 ? 10_000 : 1
  const weights = [perMillion / unit, (1_000_000 - perMillion) / unit]
  return {
    place: `${first.place} and the next`,
    targets: [...first.targets, ...second.targets].map(({ destination }, index) => ({
      destination,
      weight: weights[index] ?? 0,
      key: null,
    })),
    fraction: { key, problem: null },
  }
}
