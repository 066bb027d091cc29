import { createHash } from 'node:crypto'
import type { AuditEntry } from '@/lib/mesh/audit'

/** What the first row is chained to. */
export const genesis = ''

/**
 * SHA-256, in hex, over the hash of the row before followed by the row as canonical JSON (keys sorted, no blanks, `hash` left out). Whoever has the export can
 * compute it again with nothing else.
 */
export function chainHash(former: string, { hash: _, ...content }: AuditEntry): string {
  return createHash('sha256')
    .update(former + canonicalJson(content))
    .digest('hex')
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const pairs = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${pairs
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    .join(',')}}`
}
