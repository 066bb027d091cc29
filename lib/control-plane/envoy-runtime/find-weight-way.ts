import type { WeightLever } from '@/lib/mesh/levers'
import type { ServiceName } from '@/lib/mesh/names'
import type { Backend, Policy } from '@/lib/mesh/policy'
import { changedFeatures } from '@/lib/routing/changed-features'
import { readPercent, toPercentText } from './find-fault-way'
import { destinationsOf, type Place } from './place'

/** values: weights by key; empty where the proxy's own configuration splits that way already. keys: all that could hold one. */
export type WeightWay = { ok: true; values: Map<string, string>; keys: string[] } | { ok: false; reason: string }
type Target = { version: string; weight: number; key: string | null }
/** Versions by weights with a key each; or two by one fraction, which is the share of the first. */
export type Split = { targets: Target[]; fractionKey: string | null }

const refused = (reason: string): WeightWay => ({ ok: false, reason })

/** The routes of this proxy that split a service between its versions by values at run time; a text where it calls it otherwise; null where it does not. */
export function findSplits(place: Place, service: ServiceName): Split[] | string | null {
  const touching = routesTo(place, service)
  if (touching.length === 0) return null
  const unclear = touching.find(({ fraction }) => fraction?.problem)
  if (unclear) return `${unclear.place} ${unclear.fraction?.problem}`
  const split = touching.filter(({ targets }) => targets.length > 1)
  if (split.length === 0) return 'its routes to the service name one destination and no weights'
  const splits: Split[] = []
  for (const lever of split) {
    const found = toSplit(place, service, lever)
    if (typeof found === 'string') return found
    splits.push(found)
  }
  return splits
}

/** The destinations of these routes that have no host now, so that nobody knows whose they are: a name that does not resolve for a moment changes no route. */
export function findUnresolved(place: Place, service: ServiceName): string[] {
  const hosts = new Map(place.levers.destinations.map((destination) => [destination.name, destination.hosts]))
  const named = routesTo(place, service).flatMap(({ targets }) => targets.map(({ destination }) => destination))
  return [...new Set(named)].filter((destination) => !place.ends.has(destination) && (hosts.get(destination) ?? []).length === 0)
}

function routesTo(place: Place, service: ServiceName): WeightLever[] {
  const own = new Set(destinationsOf(place, service))
  return place.levers.weights.filter(({ targets }) => targets.some(({ destination }) => own.has(destination)))
}

function toSplit({ levers, ends }: Place, service: ServiceName, { place: where, targets, fraction }: WeightLever): Split | string {
  const found = targets.flatMap(({ destination, weight, key }): Target[] => {
    const end = ends.get(destination)
    return end?.service === service && end.version !== null ? [{ version: end.version, weight, key }] : []
  })
  if (fraction?.key === null) return `the fraction at ${where} has no runtime_key`
  if (!fraction && targets.some(({ key }) => key === null)) return `the weights at ${where} have no runtime_key_prefix`
  if (found.length < targets.length) return `the weights at ${where} split between more than the versions of ${service}`
  if (new Set(found.map(({ version }) => version)).size < found.length) return `two of the weights at ${where} are of one version`
  if (!fraction) return { targets: found, fractionKey: null }
  const other = levers.weights.find(
    (lever) => lever.fraction?.key === fraction.key && lever.targets.some(({ destination }) => ends.get(destination)?.service !== service),
  )
  return other
    ? `its value ${fraction.key} also governs ${other.place}, which leads elsewhere`
    : { targets: found, fractionKey: fraction.key }
}

/** All values that could move this split. */
export const keysOf = ({ targets, fractionKey }: Split): string[] =>
  fractionKey === null ? targets.flatMap(({ key }) => key ?? []) : [fractionKey]

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
  const [values, all] = [new Map<string, string>(), new Map<string, string>()]
  for (const split of splits) {
    const missing = backends.find(({ version, weight }) => weight > 0 && !split.targets.some((target) => target.version === version))
    if (missing) return refused(`its configuration has no destination for version ${missing.version}`)
    const asked = split.targets.map(({ version }) => ({
      version,
      weight: backends.find((backend) => backend.version === version)?.weight ?? 0,
    }))
    const said = sayWeights(split, asked)
    if (said === null) return refused(`its routes split in parts of a million, and these weights are none`)
    const other = [...said].find(([key, value]) => (all.get(key) ?? value) !== value)
    if (other) return refused(`its value ${other[0]} governs two routes that would need different ones`)
    for (const [key, value] of said) all.set(key, value)
    if (!isSameSplit(split.targets, asked)) for (const [key, value] of said) values.set(key, value)
  }
  return { ok: true, values, keys: splits.flatMap(keysOf) }
}

/** The values by which a split is as asked, target by target; null where a fraction cannot say it exactly. */
function sayWeights({ targets, fractionKey }: Split, asked: readonly Backend[]): Map<string, string> | null {
  if (fractionKey === null) return new Map(targets.flatMap(({ key }, at) => (key === null ? [] : [[key, String(asked[at]?.weight ?? 0)]])))
  const [first = 0, second = 0] = asked.map(({ weight }) => weight)
  const perMillion = (1_000_000 * first) / (first + second)
  return Number.isInteger(perMillion) ? new Map([[fractionKey, toPercentText(perMillion / 10_000)]]) : null
}

/** What each of its routes splits by now. */
export const readSplits = (splits: readonly Split[], values: ReadonlyMap<string, string>): Backend[][] =>
  splits.map(({ targets, fractionKey }) => {
    const percent = fractionKey === null ? null : readPercent(values.get(fractionKey) ?? '')
    if (percent !== null) {
      const perMillion = Math.round(percent * 10_000)
      const unit = perMillion % 10_000 === 0 ? 10_000 : 1
      return targets.map(({ version }, at) => ({ version, weight: (at === 0 ? perMillion : 1_000_000 - perMillion) / unit }))
    }
    return targets.map(({ version, weight, key }) => {
      const text = key === null ? '' : (values.get(key) ?? '')
      return { version, weight: /^\d{1,10}$/.test(text) ? Number(text) : weight }
    })
  })

export function isSameSplit(a: readonly Backend[], b: readonly Backend[]): boolean {
  const sumOf = (list: readonly Backend[]): number => list.reduce((sum, { weight }) => sum + weight, 0)
  const [sumA, sumB] = [sumOf(a), sumOf(b)]
  return a.every(({ version, weight }) => weight * sumB === (b.find((other) => other.version === version)?.weight ?? 0) * sumA)
}
