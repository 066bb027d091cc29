import type { Policy } from '@/lib/mesh/policy'
import { unsplitRules } from './canary-weights'

/** A route that no weight splits, of a proxy that somebody else configures; version null: to several, as one. */
type Route = { proxyId: string; place: string; version: string | null }

/**
 * By name, what sends requests to one of both versions beside what is split between them: rules of the policy, routes of proxies. Whoever compares the versions by their
 * counts counts those too, and chance did not choose them. Empty: nothing does.
 */
export const unsplitRequests = (
  policy: Policy | undefined,
  routes: readonly Route[],
  pair: { version: string; baseline: string },
): string[] => [
  ...(policy ? unsplitRules(policy, pair).map(({ name }) => name) : []),
  ...routes.flatMap(({ proxyId, place, version }) =>
    version === null || version === pair.version || version === pair.baseline ? [`${place} of ${proxyId}`] : [],
  ),
]
