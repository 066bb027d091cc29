import type { ControlPlane } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Store } from '@/lib/store/store'

/** The pure half of the driver: what it would send and to whom. The web half has it also where the runtime is another process. */
export type Driver = Pick<
  ControlPlane,
  'consumers' | 'compare' | 'capabilities' | 'refusals' | 'abilities' | 'cannotTake' | 'unsplitRoutes'
>

/** What an operation may touch. `actor` is who asks: a person's name, `cli`, `runtime`, `lease`. */
export type Ctx = {
  store: Store
  driver: Driver
  actor: string
  /** Where the request came from; null or absent where nobody asked over the network. */
  address?: string | null | undefined
  /** The watched folder that is the source of truth, for people's edits; absent where the store is. */
  policyFolder?: string | null | undefined
  /** `https://host:port` of every webhook of the configuration: what may be asked as a gate; absent: none. */
  hookOrigins?: readonly string[] | undefined
  /** Targets of the configuration file: read, never steered, and never registered. */
  staticProxies: readonly ProxyIdentity[]
  scrapeIntervalMs: number
  now(): Millis
  /** A fresh id, sortable by time. */
  newId(): string
}
