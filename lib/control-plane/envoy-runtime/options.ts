import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { Reading } from '@/lib/mesh/reading'
import type { Noted } from './value-notes'

export type AdminTarget = { id: string; url: string; kind: 'envoy' }
export type CountedInjections = { counter: string; aborts: number; delays: number; limits: number; overflows: number }
/** A proxy's admin page, through the one queue per proxy that everybody who reads it shares. */
export type AdminPage = {
  readLevers(target: AdminTarget, signal: AbortSignal): Promise<Reading<Levers>>
  /** Moves when its configuration or its admin layer does: one short page. */
  readReadouts(target: AdminTarget, signal: AbortSignal): Promise<Reading<string>>
  /** Of each of its clusters, by name: resolved anew while nothing of its configuration moves. */
  readHosts(target: AdminTarget, signal: AbortSignal): Promise<Reading<Map<string, Endpoint[]>>>
  readRuntime(target: AdminTarget, signal: AbortSignal): Promise<Reading<Map<string, RuntimeValue>>>
  readFilterCounts(target: AdminTarget, signal: AbortSignal): Promise<Reading<CountedInjections[]>>
  setValues(target: AdminTarget, values: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Reading<true>>
}

/** What was, or may have been, written into proxies; `url` so that it can be taken out of one that nobody lists any more. */
export type WrittenProxy = { url: string; noted: Noted }
/** `save` has it on disk before it answers; null: nothing is left there. */
export type Journal = {
  load(): Promise<Map<string, WrittenProxy>>
  save(proxyId: string, written: WrittenProxy | null): Promise<void>
  /** All notes at once, under other ids: with `save`, one of two that change places would be lost in between. */
  replace(all: ReadonlyMap<string, WrittenProxy>): Promise<void>
}

export type EnvoyRuntimeOptions = {
  /** Everybody known; only targets of the configuration are looked at. */
  proxies(): readonly ProxyIdentity[]
  admin: AdminPage
  journal: Journal
  /** While it answers no for longer than a lease lasts elsewhere, faults are taken out. */
  isStoreAlive(): boolean
  now(): Millis
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}
