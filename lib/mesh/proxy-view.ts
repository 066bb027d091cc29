import type { Millis } from './names'
import type { Proxy as MeshProxy } from './proxy'

export type RuntimeView = { isAlive: boolean; at: Millis | null; problems: string[] }

/** Everything the fleet page shows. xdsAddress is null while no runtime was ever seen. */
export type FleetView = { proxies: MeshProxy[]; xdsAddress: string | null; scrapeIntervalMs: number; runtime: RuntimeView }
