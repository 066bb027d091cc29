import type { InjectingPart } from '@/lib/mesh/drift'
import { faultParts, parseFaultKey } from '@/lib/mesh/fault-key'
import type { Levers, RuntimeValue } from '@/lib/mesh/levers'
import { parseRuntimePercent } from './fractional-percent'

const configuredOf = { abort: 'abortPercent', delay: 'delayPercent', bandwidth: 'bandwidthPercent' } as const

/**
 * Every part of a fault filter that injects now, by a value of whatever layer or by the proxy's own configuration; and values under the names of Outrider's faults
 * that no filter obeys. Where a filter lets nothing be held (a limit of 0) it injects nothing.
 */
export function findInjecting({ faults }: Pick<Levers, 'faults'>, values: ReadonlyMap<string, RuntimeValue>): InjectingPart[] {
  const found: InjectingPart[] = []
  const obeyed = new Set<string>()
  for (const { place, maxActiveKey, configured, ...lever } of faults)
    for (const part of faultParts) {
      const key = lever[part]?.percentKey
      const percent = configured[configuredOf[part]]
      if (key === undefined || percent === null) continue
      obeyed.add(key)
      const final = values.get(key)?.final ?? ''
      const inForce = values.get(maxActiveKey)?.final === '0' ? 0 : final === '' ? percent : parseRuntimePercent(final)
      if (inForce > 0) found.push({ part, percent: inForce, key, isValue: final !== '', place })
    }
  for (const [key, { final }] of values) {
    const own = parseFaultKey(key)
    const percent = own && !obeyed.has(key) && final !== '' ? parseRuntimePercent(final) : 0
    if (own && percent > 0) found.push({ part: own.part, percent, key, isValue: true, place: null })
  }
  return found
}
