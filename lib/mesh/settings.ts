import type { ServiceName } from './names'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** Faults may start only then. `from` and `to` are `HH:MM` in `timeZone` (IANA); to before from runs over midnight and belongs to the day it began on. */
export type AllowedHours = { timeZone: string; days: Weekday[]; from: string; to: string }
/** Per fault on this service; absent = no cap. `requestsPerSecond`: requests touched. */
export type FaultCap = {
  service: ServiceName
  percent?: number | undefined
  requestsPerSecond?: number | undefined
  durationSeconds?: number | undefined
}

/** What an administrator forbids faults to do. Nothing is forbidden at first. */
export type FaultRails = {
  /** No fault at all: `shop/payments`, or `shop/*` for a namespace. */
  protectedServices: string[]
  allowedHours: AllowedHours | null
  caps: FaultCap[]
  /** All running faults together may touch at most this share of the mesh's requests; null = no budget. 5 is recommended. */
  budgetPercent: number | null
}
export type Settings = { faults: FaultRails }
/** revision 0: never edited. */
export type StoredSettings = { settings: Settings; revision: number }

export const initialSettings: Settings = { faults: { protectedServices: [], allowedHours: null, caps: [], budgetPercent: null } }
