import type { WindowCoverage } from '@/lib/mesh/comparison'
import type { GraphDraft } from '../graph-draft'

export function coverageOfWindow({ input, coverage }: Pick<GraphDraft, 'input' | 'coverage'>): WindowCoverage {
  const covered = [...coverage.values()].filter(({ coveredMs }) => coveredMs > 0)
  const seconds = covered.reduce((sum, { coveredMs }) => sum + coveredMs, 0) / 1000
  return { from: input.from, to: input.to, proxies: covered.length, coveredSeconds: covered.length > 0 ? seconds / covered.length : 0 }
}

/** From this share of its length on a window counts as read whole: the first and the last reading lie within a round of its ends. */
const wholeShare = 0.9

/** In what two windows are not alike, in sentences; empty where they are. */
export function windowNotes(now: GraphDraft, base: GraphDraft): string[] {
  const [a, b] = [coverageOfWindow(now), coverageOfWindow(base)]
  if (b.proxies === 0) return ['Nothing was read in the window before: nothing can be compared.']
  if (a.proxies === 0) return ['Nothing was read in this window: nothing can be compared.']
  return [...readNotes(a, b), ...proxyNotes(now, base), ...lengthNotes(a, b)]
}

function readNotes(a: WindowCoverage, b: WindowCoverage): string[] {
  const [nowShare, baseShare] = [shareRead(a), shareRead(b)]
  if (nowShare >= wholeShare && baseShare >= wholeShare) return []
  return [`Read were ${percent(nowShare)} of this window and ${percent(baseShare)} of the one before.`]
}

const shareRead = ({ from, to, coveredSeconds }: WindowCoverage): number => Math.min(1, (coveredSeconds * 1000) / Math.max(1, to - from))
const percent = (share: number): string => `${Math.round(share * 100)} %`

function proxyNotes(now: GraphDraft, base: GraphDraft): string[] {
  const missing = (from: GraphDraft, other: GraphDraft): string[] =>
    [...from.coverage.keys()].filter((id) => !other.coverage.has(id)).sort()
  const [added, removed] = [missing(now, base), missing(base, now)]
  return [
    ...(added.length > 0 ? [`Read now and not before: ${list(added)}.`] : []),
    ...(removed.length > 0 ? [`Read before and not now: ${list(removed)}.`] : []),
  ]
}

const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more proxies`

function lengthNotes(a: WindowCoverage, b: WindowCoverage): string[] {
  const notes: string[] = []
  const [nowMs, baseMs] = [a.to - a.from, b.to - b.from]
  if (Math.abs(nowMs - baseMs) > 0.1 * Math.max(nowMs, baseMs))
    notes.push('The windows differ in length: rates and shares are compared, not counts.')
  if (Math.min(a.to, b.to) > Math.max(a.from, b.from)) notes.push('The windows overlap: the same requests are in both.')
  return notes
}
