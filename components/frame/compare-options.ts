import type { ChangeWire } from '@/lib/api/changes'
import { displayName } from '@/lib/mesh/display-name'

const spans = [
  { value: 'ago:1h', label: 'An hour earlier' },
  { value: 'ago:1d', label: 'A day earlier' },
  { value: 'ago:7d', label: 'A week earlier' },
]
const mostChanges = 3

/** What the present window can be compared with, as the address has it; the newest changes come last. */
export function compareOptions(changes: readonly Pick<ChangeWire, 'id' | 'sentence'>[]): { value: string; label: string }[] {
  return [
    ...spans,
    ...changes.slice(0, mostChanges).map(({ id, sentence }) => ({ value: `before:${id}`, label: `Before: ${displayName(sentence, 60)}` })),
  ]
}
