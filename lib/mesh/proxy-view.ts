import type { Millis, ServiceName } from './names'
import type { Proxy as MeshProxy } from './proxy'

export type RuntimeView = { isAlive: boolean; at: Millis | null; problems: string[] }

/** Something that one proxy can or cannot do; service null: of the proxy itself, or of a destination nobody declares (then `feature` names that). */
export type ProxyAbility = { service: ServiceName | null; feature: string; supported: boolean; reason?: string | undefined }
/** abilities: empty where they are those of the services it calls. */
export type ProxyDetailView = MeshProxy & { abilities: ProxyAbility[] }

/** Everything the fleet page shows. xdsAddress is null while no runtime was ever seen. */
export type FleetView = { proxies: MeshProxy[]; xdsAddress: string | null; scrapeIntervalMs: number; runtime: RuntimeView }
