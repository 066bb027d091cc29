import type { FaultWire } from '@/lib/api/faults'

type Outcome = NonNullable<FaultWire['outcome']>

/** A fault's state as a sentence of its own; the reason, where there is one, follows after a colon. */
export function faultStateWords(fault: Pick<FaultWire, 'state' | 'stateReason' | 'outcome'>): string {
  const words = {
    draft: 'not started',
    applying: 'being applied: what it touches is not proved yet',
    injecting: 'injecting, proved by the proxies’ own counters',
    not_injecting: 'not injecting',
    removing: 'being removed: each proxy must prove that it is gone',
    ended: fault.outcome ? outcomeWords[fault.outcome] : 'ended',
  }[fault.state]
  return fault.stateReason ? `${words}: ${fault.stateReason}` : words
}

export const outcomeWords: Record<Outcome, string> = {
  completed: 'completed',
  stopped: 'stopped',
  stopped_by_condition: 'stopped by condition',
  expired: 'expired',
  red_button: 'red button',
}

/** What becomes of its values when Outrider stops. */
export const ownClockWords = ({ withoutLease }: Pick<FaultWire, 'withoutLease'>): string =>
  withoutLease
    ? 'stays, until Outrider is back, in proxies that it does not configure; gone in 15 s from all others'
    : 'gone in 15 s by the proxies’ own clock'

/** What an outcome means, for its hover. */
export const outcomeMeaning: Record<Outcome, string> = {
  completed: 'It ran for its whole time.',
  stopped: 'Somebody stopped it.',
  stopped_by_condition: 'Its stop condition was met.',
  expired:
    'Outrider was away longer than its lease. Proxies that it configures ended it by their own clock; others kept it until Outrider was back. It is not resumed.',
  red_button: 'All faults were stopped at once.',
}
