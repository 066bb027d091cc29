import type { ChangeWire } from '@/lib/api/changes'
import { cannotWords } from '@/lib/mesh/evidence'
import { formatSpan } from '@/lib/mesh/format-time'
import { secondsToForce } from './timeline'

/** How far a change is, in a few words: `11 of 11 in 0.4 s`, `3 of 3 that can; 2 cannot, in 0.4 s`, `10 of 11 loaded`, `refused by 1 of 3`. */
export function forceWords(change: Pick<ChangeWire, 'state' | 'evidence' | 'inForce'>): string {
  const { loaded, total: can } = change.inForce
  const cannot = cannotWords(change.evidence)
  const total = `${can}${cannot}`
  switch (change.state) {
    case 'pending':
      return can === 0 ? 'no proxy to prove it yet' : `0 of ${total} loaded`
    case 'applying':
      return `${loaded} of ${total} loaded`
    case 'rejected': {
      const refused = change.evidence.filter((row) => row.stage === 'rejected').length
      return refused > 0 ? `refused by ${refused} of ${can}` : can === 0 && change.evidence.length > 0 ? 'no caller can take it' : 'refused'
    }
    case 'superseded':
      return `superseded at ${loaded} of ${total}`
    case 'in_force': {
      const seconds = secondsToForce(change)
      return seconds === null
        ? `${loaded} of ${total} loaded`
        : `${loaded} of ${total}${cannot === '' ? '' : ','} in ${formatSpan(seconds * 1000)}`
    }
  }
}
