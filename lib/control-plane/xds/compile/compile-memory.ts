import type { ServiceName } from '@/lib/mesh/names'
import type { CompiledResource, VirtualHost } from '../compiled-resource'

/**
 * What earlier rounds compiled, found again by the very objects it was compiled from: a round in which one policy is new compiles that policy's service, and
 * makes only the lists anew that hold it. Of each service and list the last two forms are kept, as a plan compares two states and a trial runs beside one.
 * What neither of the last two mesh documents has is forgotten.
 */
export type CompileMemory = {
  /** The services of the state that is compiled next. */
  keep(services: ReadonlyMap<ServiceName, unknown>): void
  /** The parts of a service, to be filled; empty where `sources` are not those of an earlier round. */
  ofService(service: ServiceName, sources: readonly unknown[]): CompiledParts
  /** `make`'s answer for these parts; the very same one as in an earlier round of the same parts. */
  ofParts<T>(key: string, parts: readonly unknown[], make: () => T): T
}

/** hosts: by caller, '' for everybody. */
export type CompiledParts = {
  clusters?: readonly CompiledResource[]
  endpoints?: readonly CompiledResource[]
  hasSpecialCallers?: boolean
  ownKey?: string
  hosts: Map<string, VirtualHost | null>
}

const keptForms = 2
type Form<T> = { sources: readonly unknown[]; value: T }

export function createCompileMemory(): CompileMemory {
  const services = new Map<ServiceName, Form<CompiledParts>[]>()
  let lists = new Map<string, Form<unknown>[]>()
  let formerLists = lists
  let mesh: ReadonlyMap<ServiceName, unknown> = new Map()
  return {
    keep(next) {
      if (mesh === next) return
      for (const service of services.keys()) if (!next.has(service) && !mesh.has(service)) services.delete(service)
      mesh = next
      formerLists = lists
      lists = new Map()
    },
    ofService: (service, sources) => findForm(services, service, sources, () => ({ hosts: new Map() })),
    ofParts<T>(key: string, parts: readonly unknown[], make: () => T): T {
      const former = lists.has(key) ? undefined : formerLists.get(key)
      if (former) lists.set(key, former)
      // A key stands for one `make` and so for one type: its prefix names the kind.
      return findForm(lists, key, parts, make) as T
    },
  }
}

function findForm<T>(forms: Map<string, Form<T>[]>, key: string, sources: readonly unknown[], make: () => T): T {
  const kept = forms.get(key) ?? []
  const known = kept.find((form) => isSame(form.sources, sources))
  const form = known ?? { sources, value: make() }
  if (kept[0] !== form) forms.set(key, [form, ...kept.filter((other) => other !== form)].slice(0, keptForms))
  return form.value
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
