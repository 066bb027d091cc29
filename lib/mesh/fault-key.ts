/** Name of a leased value in a proxy: `outrider.fault.<id>.abort`. */
export const toFaultKey = (faultId: string, part: 'abort' | 'delay'): string => `outrider.fault.${faultId}.${part}`

/** null for a key that is not a fault's. */
export function parseFaultKey(key: string): { faultId: string; part: 'abort' | 'delay' } | null {
  const match = /^outrider\.fault\.([A-Za-z0-9_-]+)\.(abort|delay)$/.exec(key)
  return match?.[1] ? { faultId: match[1], part: match[2] === 'abort' ? 'abort' : 'delay' } : null
}
