import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, Policy } from '@/lib/mesh/policy'
import { changedFeatures } from '@/lib/routing/changed-features'
import { destinationsOf, type Place } from './place'

/** values: weights by key; empty where the proxy's own configuration splits that way already. keys: all that could hold one. */
export type WeightWay = { ok: true; values: Map<string, string>; keys: string[] } | { ok: false; reason: string }
type Target = { version: string; weight: number; key: string }

const refused = (reason: string): WeightWay => ({ ok: false, reason })

/** The routes of this proxy that split a service between its versions by weights with a runtime key; a text where it calls it otherwise; null where it does not. */
export function findSplits(place: Place, service: ServiceName): Target[][] | string | null {
  const own = new Set(destinationsOf(place, service))
  const touching = place.levers.weights.filter(({ targets }) => targets.some(({ destination }) => own.has(destination)))
  if (touching.length === 0) return null
  const split = touching.filter(({ targets }) => targets.length > 1)
  if (split.length === 0) return 'its routes to the service name one destination and no weights'
  const splits: Target[][] = []
  for (const { place: where, targets } of split) {
    const found = targets.flatMap(({ destination, weight, key }): Target[] => {
      const end = place.ends.get(destination)
      return end?.service === service && end.version !== null && key !== null ? [{ version: end.version, weight, key }] : []
    })
    if (targets.some(({ key }) => key === null)) return `the weights at ${where} have no runtime_key_prefix`
    if (found.length < targets.length) return `the weights at ${where} split between more than the versions of ${service}`
    if (new Set(found.map(({ version }) => version)).size < found.length) return `two of the weights at ${where} are of one version`
    splits.push(found)
  }
  return splits
}

/** Its routes that send all their requests to one destination of the service, beside those that split it: no weight moves them. */
export function findAlone({ levers, ends }: Place, service: ServiceName): { place: string; version: string | null }[] {
  return levers.weights.flatMap(({ place, targets: [target, ...others] }) => {
    const end = target && ends.get(target.destination)
    return end?.service === service && others.length === 0 ? [{ place, version: end.version }] : []
  })
}

/** How this proxy splits as the policy says, or why it cannot; null where it splits nothing of the service. */
export function findWeightWay(place: Place, policy: Policy): WeightWay | null {
  const splits = findSplits(place, policy.service)
  if (splits === null || typeof splits === 'string') return null
  const beyond = changedFeatures({ service: policy.service, rules: [{ name: '', backends: [] }] }, policy).filter(
    (part) => part !== 'weights',
  )
  if (beyond.length > 0) return refused(`it takes weights and nothing else of a policy (not ${beyond.join(', ')})`)
  const backends = policy.rules[0]?.backends ?? []
  const values = new Map<string, string>()
  for (const targets of splits) {
    const missing = backends.find(({ version, weight }) => weight > 0 && !targets.some((target) => target.version === version))
    if (missing) return refused(`its configuration has no destination for version ${missing.version}`)
    const weightOf = (version: string): number => backends.find((backend) => backend.version === version)?.weight ?? 0
    if (
      isSameSplit(
        targets,
        targets.map(({ version }) => ({ version, weight: weightOf(version) })),
      )
    )
      continue
    for (const { version, key } of targets) values.set(key, String(weightOf(version)))
  }
  return { ok: true, values, keys: splits.flat().map(({ key }) => key) }
}

/** What each of its routes splits by now. */
export const readSplits = (splits: readonly Target[][], values: ReadonlyMap<string, string>): Backend[][] =>
  splits.map((targets) =>
    targets.map(({ version, weight, key }) => {
      const text = values.get(key) ?? ''
      return { version, weight: /^\d{1,10}$/.test(text) ? Number(text) : weight }
    }),
  )

export function isSameSplit(a: readonly Backend[], b: readonly Backend[]): boolean {
  const sumOf = (list: readonly Backend[]): number => list.reduce((sum, { weight }) => sum + weight, 0)
  const [sumA, sumB] = [sumOf(a), sumOf(b)]
  return a.every(({ version, weight }) => weight * sumB === (b.find((other) => other.version === version)?.weight ?? 0) * sumA)
}
