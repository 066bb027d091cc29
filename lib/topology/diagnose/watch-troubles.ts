import type { Millis } from '@/lib/mesh/names'
import type { Trouble } from '@/lib/mesh/trouble'
import type { Look, Sighting } from './look-again'

/** A line that was seen. rounds: in a row it was seen (above 0) or known to be over (below 0); isTold: whoever listens knows of it. */
export type WatchedTrouble = Pick<Trouble, 'id' | 'kind' | 'severity' | 'title' | 'subject' | 'service'> &
  Sighting & {
    at: Millis
    rounds: number
    isTold: boolean
  }
export type TroubleNews = {
  event: 'problem.appeared' | 'problem.gone'
  trouble: WatchedTrouble
  reasons: readonly string[]
  causes: readonly string[]
}

/** One round may be a hiccup of reading; to be gone takes longer, as who is told "it is over" goes to bed. */
const appearsAfter = 2
const goneAfter = 3

/**
 * Takes one look at what is wrong: what is known from now on, and what is to be told: a line seen twice in a row, a told one that is over thrice. A told line that is
 * missing and not known to be over is kept, and nothing is said of it.
 */
export function watchTroubles(
  known: readonly WatchedTrouble[],
  troubles: readonly Trouble[],
  now: Millis,
  look: Look,
): { known: WatchedTrouble[]; news: TroubleNews[] } {
  const news: TroubleNews[] = []
  const present = troubles.map((trouble) => {
    const before = known.find(({ id }) => id === trouble.id)
    // Counted no further than it matters, so that what lasts is the same from round to round.
    const rounds = before && before.rounds > 0 ? Math.min(appearsAfter, before.rounds + 1) : 1
    const { id, kind, severity, title, subject, service } = trouble
    const isTold = before?.isTold === true || rounds >= appearsAfter
    const watched = { id, kind, severity, title, subject, service, ...look.sightingOf(trouble), at: before?.at ?? now, rounds, isTold }
    if (isTold && !before?.isTold)
      news.push({
        event: 'problem.appeared',
        trouble: watched,
        reasons: trouble.reasons,
        causes: trouble.causes.map(({ sentence }) => sentence),
      })
    return watched
  })
  const missing = known
    .filter(({ id, isTold }) => isTold && !troubles.some((trouble) => trouble.id === id))
    .map((before) => ({ ...before, rounds: look.isOver(before) ? Math.min(0, before.rounds) - 1 : 0 }))
  for (const trouble of missing) if (trouble.rounds <= -goneAfter) news.push({ event: 'problem.gone', trouble, reasons: [], causes: [] })
  return { known: [...present, ...missing.filter(({ rounds }) => rounds > -goneAfter)], news }
}
