import type { AuditHead } from '@/lib/mesh/audit'

/** The name among the store's small values: without it, rows cut off at the end would leave a chain that is whole. */
export const headName = 'audit-head'
export const toHeadText = ({ id, hash }: AuditHead): string => `${id} ${hash}`

export function parseHead(text: string | null): AuditHead | null {
  const match = /^(\d+) ([0-9a-f]{64})$/.exec(text ?? '')
  return match?.[1] && match[2] ? { id: Number(match[1]), hash: match[2] } : null
}
