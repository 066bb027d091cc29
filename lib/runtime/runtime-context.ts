import type { ControlPlane } from '@/lib/control-plane/control-plane'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyReader } from '@/lib/proxies/proxy-reader'
import type { Store } from '@/lib/store/store'

export type Log = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What the loops share: built once by the composition root, given to every loop. */
export type RuntimeContext = {
  store: Store
  controlPlane: ControlPlane
  reader: ProxyReader
  log: Log
  now(): Millis
  /** 0..1, for jitter. */
  random(): number
}
