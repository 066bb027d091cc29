import type { CanaryWire } from '@/lib/api/canaries'
import type { ChangeWire } from '@/lib/api/changes'
import type { FaultWire } from '@/lib/api/faults'
import { whereSupported } from '@/lib/mesh/evidence'

/** One entry of the timeline: an applied policy edit, a fault or a canary from its start on. */
export type TimelineEntry =
  | { kind: 'change'; at: string; change: ChangeWire }
  | { kind: 'fault'; at: string; fault: FaultWire }
  | { kind: 'canary'; at: string; canary: CanaryWire }
/** What the timeline is made of, in any order. */
export type TimelineSource = { changes: readonly ChangeWire[]; faults: readonly FaultWire[]; canaries: readonly CanaryWire[] }
export type TimelineDay = { day: string; entries: TimelineEntry[] }
export type TimelineKind = 'all' | 'change' | 'fault' | 'canary'

/** Newest first, grouped by local calendar day; `day` is `YYYY-MM-DD` in the given zone offset's own calendar (see localDay). */
export function buildTimeline({ changes, faults, canaries }: TimelineSource, kind: TimelineKind = 'all'): TimelineDay[] {
  const isAsked = (each: TimelineKind): boolean => kind === 'all' || kind === each
  const entries: TimelineEntry[] = [
    ...(isAsked('change') ? changes.map((change) => ({ kind: 'change' as const, at: change.at, change })) : []),
    ...(isAsked('fault') ? faults.map((fault) => ({ kind: 'fault' as const, at: fault.at, fault })) : []),
    ...(isAsked('canary') ? canaries.map((canary) => ({ kind: 'canary' as const, at: canary.startedAt ?? canary.at, canary })) : []),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  const days: TimelineDay[] = []
  for (const entry of entries) {
    const day = localDay(entry.at)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}

/** The id of the thing that an entry is about. */
export function idOf(entry: TimelineEntry): string {
  if (entry.kind === 'change') return entry.change.id
  return entry.kind === 'fault' ? entry.fault.id : entry.canary.id
}

/** Calendar day in the reader's own time zone. */
export function localDay(iso: string): string {
  const date = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Seconds from stored to loaded on the slowest proxy; null while some proxy has not loaded it or nobody consumes it. */
export function secondsToForce(change: Pick<ChangeWire, 'evidence' | 'inForce'>): number | null {
  const loaded = whereSupported(change.evidence).map((row) =>
    row.at.loaded ? Date.parse(row.at.loaded) - Date.parse(row.at.stored) : null,
  )
  if (loaded.length === 0 || loaded.includes(null) || change.inForce.loaded < change.inForce.total) return null
  return Math.max(0, ...loaded.map((ms) => ms ?? 0)) / 1000
}
