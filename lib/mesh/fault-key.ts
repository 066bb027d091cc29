export const faultParts = ['abort', 'delay', 'bandwidth'] as const
export type FaultPart = (typeof faultParts)[number]

/** Name of a leased value in a proxy: `outrider.fault.<id>.abort`. */
export const toFaultKey = (faultId: string, part: FaultPart): string => `outrider.fault.${faultId}.${part}`

/** null for a key that is not a fault's. */
export function parseFaultKey(key: string): { faultId: string; part: FaultPart } | null {
  const match = /^outrider\.fault\.([A-Za-z0-9_-]+)\.(abort|delay|bandwidth)$/.exec(key)
  const part = faultParts.find((known) => known === match?.[2])
  return match?.[1] && part ? { faultId: match[1], part } : null
}
