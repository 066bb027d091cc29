import { createHash } from 'node:crypto'

/** One resource, encoded once. `entry` is a whole `resources` field of a DiscoveryResponse; `version` a hash of its content. */
export type Resource = { readonly name: string; readonly version: string; readonly entry: Buffer }

/** Resources of one type, immutable. Equal content has an equal version, in every process and after every restart. */
export type ResourceSet = {
  readonly version: string
  readonly size: number
  get(name: string): Resource | undefined
  names(): Iterable<string>
  /** All entries, in order, as few buffers as there are. */
  readonly entries: readonly Buffer[]
}

export const hashOf = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('base64url').slice(0, 16)
}

/** Of resources with distinct names; later ones of an equal name are dropped. */
export function toResourceSet(resources: readonly Resource[]): ResourceSet {
  const byName = new Map<string, Resource>()
  for (const resource of resources) if (!byName.has(resource.name)) byName.set(resource.name, resource)
  const kept = [...byName.values()]
  return {
    version: hashOf(kept.map((resource) => resource.version).join(' ')),
    size: byName.size,
    get: (name) => byName.get(name),
    names: () => byName.keys(),
    entries: kept.length === 1 ? kept.map((resource) => resource.entry) : [Buffer.concat(kept.map((resource) => resource.entry))],
  }
}

export const emptySet: ResourceSet = toResourceSet([])

/** A shared set and a small one of its own, without copying the shared one. Names are distinct between the two. */
export function joinSets(shared: ResourceSet, own: ResourceSet): ResourceSet {
  if (own.size === 0) return shared
  if (shared.size === 0) return own
  return {
    version: hashOf(shared.version, own.version),
    size: shared.size + own.size,
    get: (name) => own.get(name) ?? shared.get(name),
    *names() {
      yield* shared.names()
      yield* own.names()
    },
    entries: [...shared.entries, ...own.entries],
  }
}

const comparisons = new WeakMap<ResourceSet, WeakMap<ResourceSet, readonly string[]>>()

/** Names in `after` that `before` has not, or has with other content. Remembered per pair: many streams take the same step. */
export function changedNames(before: ResourceSet, after: ResourceSet): readonly string[] {
  if (before === after || before.version === after.version) return []
  const known = comparisons.get(before)?.get(after)
  if (known) return known
  const changed = [...after.names()].filter((name) => before.get(name)?.version !== after.get(name)?.version)
  const ofBefore = comparisons.get(before) ?? new WeakMap<ResourceSet, readonly string[]>()
  comparisons.set(before, ofBefore.set(after, changed))
  return changed
}
