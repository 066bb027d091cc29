import { faultParts } from '@/lib/mesh/fault-key'
import type { ProxyIdentity } from '@/lib/mesh/proxy'

/** The percentages and limits that the fault filters of a proxy obey which Outrider does not configure; null for any other, which obeys the red button's own value. */
export function stopKeysOf({ isStatic, levers }: Pick<ProxyIdentity, 'isStatic' | 'levers'>): string[] | null {
  if (!isStatic || !levers) return null
  const keys = levers.faults.flatMap(({ maxActiveKey, ...lever }) => [
    maxActiveKey,
    ...faultParts.flatMap((part) => lever[part]?.percentKey ?? []),
  ])
  return [...new Set(keys)].sort()
}
