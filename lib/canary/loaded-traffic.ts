import type { Backend, Mirror } from '@/lib/mesh/policy'
import { cohortRuleOf } from '@/lib/routing/canary-weights'
import type { Traffic } from './canary-state'

/** One route of the service as a proxy splits by it now, leased values included. mirror: one that is leased; lastHeader: the last it asks for exactly. */
export type LoadedRoute = {
  rule: string
  backends: readonly Backend[]
  mirror?: Mirror | undefined
  lastHeader?: { name: string; exact: string } | undefined
}

/**
 * What a proxy does with the canary's version: its share of what both versions get, the same on the default rule (the last) and on every rule that names both;
 * where that is 0, the copies or the cohort that it gets beside it, the same on all of these. null when they differ, when the default rule gives neither a
 * request, or when there is no route at all.
 */
export function toLoadedTraffic(routes: readonly LoadedRoute[], version: string, baseline: string): Traffic | null {
  const own = routes.filter(({ rule }) => cohortRuleOf(rule) === null)
  const last = own.at(-1)?.rule
  const moved = own.filter((route) => route.rule === last || namesBoth(route, version, baseline))
  const share = theOne(moved.flatMap((route) => shareOf(route, version, baseline) ?? (route.rule === last ? [null] : [])))
  if (share === null || share === undefined) return null
  if (share > 0) return { kind: 'weight', weightPercent: share }
  const names = new Set(moved.map(({ rule }) => rule))
  const cohort = routes.filter(({ rule }) => names.has(cohortRuleOf(rule) ?? ''))
  if (cohort.length > 0) return toCohort(cohort, version, baseline)
  const copies = theOne(moved.map(({ mirror }) => (mirror?.version === version ? round(mirror.percent) : 0)))
  if (copies === undefined) return null
  return copies > 0 ? { kind: 'mirror', percent: copies } : { kind: 'weight', weightPercent: 0 }
}

/** All of its requests, or none while it is not leased. */
function toCohort(routes: readonly LoadedRoute[], version: string, baseline: string): Traffic | null {
  const share = theOne(routes.map((route) => shareOf(route, version, baseline)))
  if (share === 0) return { kind: 'weight', weightPercent: 0 }
  const header = routes[0]?.lastHeader
  const isOne = routes.every(({ lastHeader }) => lastHeader?.name === header?.name && lastHeader?.exact === header?.exact)
  return share === 100 && header && isOne ? { kind: 'cohort', header: header.name, value: header.exact } : null
}

/** 0..100; null where both get nothing: a rule that another one but the default has to itself moves nothing. */
function shareOf({ backends }: LoadedRoute, version: string, baseline: string): number | null {
  const [canary, stable] = [weightOf(backends, version) ?? 0, weightOf(backends, baseline) ?? 0]
  return canary + stable === 0 ? null : round((100 * canary) / (canary + stable))
}

const namesBoth = ({ backends }: LoadedRoute, version: string, baseline: string): boolean =>
  weightOf(backends, version) !== null && weightOf(backends, baseline) !== null

function weightOf(backends: readonly Backend[], version: string): number | null {
  const own = backends.filter((backend) => backend.version === version)
  return own.length === 0 ? null : own.reduce((sum, backend) => sum + backend.weight, 0)
}

/** undefined when they differ, or when there is none. */
function theOne<T>(values: readonly T[]): T | undefined {
  const distinct = new Set(values)
  return distinct.size === 1 ? values[0] : undefined
}

const round = (percent: number): number => Math.round(percent * 1e6) / 1e6
