'use client'
import type { ChangeWire } from '@/lib/api/changes'
import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatMoment } from '@/lib/mesh/format-time'

export type StripMark = { id: string; kind: 'change' | 'fault'; at: number; words: string; more: number }

const most = 60

/**
 * What was done within the strip, oldest first. Where there is more than sixty of it, neighbours share a mark: the newest of them, which says how many
 * there are.
 */
export function toStripMarks(changes: readonly ChangeWire[], faults: readonly FaultWire[], fromMs: number, toMs: number): StripMark[] {
  const all: StripMark[] = [
    ...changes.map(({ id, at, sentence }) => ({ id, kind: 'change' as const, at: Date.parse(at), words: sentence, more: 0 })),
    ...faults.map(({ id, at, service }) => ({ id, kind: 'fault' as const, at: Date.parse(at), words: `Fault on ${service}`, more: 0 })),
  ]
  const within = all.filter(({ at }) => at >= fromMs && at <= toMs).sort((a, b) => a.at - b.at)
  if (within.length <= most) return within
  const slots = new Map<number, StripMark>()
  for (const mark of within) {
    const slot = Math.min(most - 1, Math.floor(((mark.at - fromMs) / (toMs - fromMs)) * most))
    const former = slots.get(slot)
    slots.set(slot, former ? { ...mark, more: former.more + 1 } : mark)
  }
  return [...slots.values()]
}

type Props = { marks: readonly StripMark[]; percent: (at: number) => string; now: number }

/** Diamonds for changes, triangles in the faults' colour for faults, with their words on hover. The page Changes lists the same, with links. */
export function StripMarks({ marks, percent, now }: Props) {
  return marks.map((mark) => (
    <svg
      key={mark.id}
      aria-hidden
      viewBox="0 0 10 10"
      style={{ left: percent(mark.at) }}
      className="absolute bottom-0 size-2.5 -translate-x-1/2 overflow-visible"
    >
      <title>{wordsOf(mark, now)}</title>
      {mark.kind === 'change' ? (
        <path d="M5 0.5 9.5 5 5 9.5 0.5 5Z" fill="var(--muted)" />
      ) : (
        <path d="M5 1 9.5 9.5H0.5Z" fill="var(--fault)" />
      )}
    </svg>
  ))
}

const wordsOf = (mark: StripMark, now: number): string =>
  `${formatMoment(mark.at, now)}: ${displayName(mark.words, 120)}${mark.more > 0 ? `, and ${mark.more} more` : ''}`
