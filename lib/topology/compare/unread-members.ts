import { nameSome } from '@/lib/mesh/name-some'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { GraphDraft } from '../graph-draft'
import type { Subject } from './subject'
import type { Pair } from './test-subjects'

/** Members of the mesh that were not read up to the window's end. What they counted is missing there. */
export const unreadMembers = ({ input, coverage }: Pick<GraphDraft, 'input' | 'coverage'>): Set<string> =>
  new Set(input.proxies.filter((proxy) => !cameAfter(proxy, input.to) && !coverage.get(proxy.id)?.isFresh).map(({ id }) => id))

/** As far as its stream tells: one that was cut and connects anew passes for a new one. */
const cameAfter = ({ connected, connectionChangedAt }: MeshProxy, to: number): boolean =>
  connected && connectionChangedAt !== null && connectionChangedAt >= to

export type Unread = { now: ReadonlySet<string>; base: ReadonlySet<string> }

/** Which proxies that counted in either window are missing in one of them, in words; null where none is. Of a caller that was not read a rate would seem to fall. */
export function whyRateUntested(rows: readonly Subject['rows'][], unread: Unread): string | null {
  if (unread.now.size === 0 && unread.base.size === 0) return null
  const now = missing(rows, unread.now)
  const base = missing(rows, unread.base)
  if (now.length === 0 && base.length === 0) return null
  return [wordsOf(now, 'in this window'), wordsOf(base, 'in the window before')].filter((words) => words !== '').join(', ')
}

/** Without the time that was read in one of them no rate is tested; the other's says what errors amount to per second. */
export const withoutRate = ({ id, now, base }: Pair): Pair => ({ id, now, base: { ...base, pace: { ...base.pace, exposure: 0 } } })

const missing = (rows: readonly Subject['rows'][], unread: ReadonlySet<string>): string[] =>
  unread.size === 0 ? [] : [...new Set(rows.flatMap((of) => of.flatMap(({ key }) => (unread.has(key.proxyId) ? key.proxyId : []))))].sort()

function wordsOf(ids: readonly string[], when: string): string {
  if (ids.length === 0) return ''
  return `${nameSome(ids)} ${ids.length === 1 ? 'was' : 'were'} not read ${when}`
}
