import type { LoadCounts } from './load'
import type { Shop } from './mesh'
import type { Scenario } from './services/behaviour'

/** What the demo tells the process of the shop's services, and hears from it. */
export type ToShop = { call: number } & (
  | { kind: 'start'; shop: Shop }
  | { kind: 'start-simulated'; shop: Shop; xds: string }
  | { kind: 'scenario'; service: string; version: string; scenario: Scenario }
  | { kind: 'load'; rps: number }
  | { kind: 'counts' }
)
export type FromShop = { call: number; problem: string | null; counts: LoadCounts | null }
