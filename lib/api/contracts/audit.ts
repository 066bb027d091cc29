import { auditVerdictSchema, verifyAuditRequestSchema } from '@/lib/api/audit'
import type { AuditVerdict } from '@/lib/mesh/audit'
import { defineContract } from './contract'

export const verifyAuditContract = defineContract({
  method: 'GET',
  path: '/api/v1/audit/verify',
  summary: 'Whether the chain of the audit is whole: what was edited, taken out or put in by hand',
  query: verifyAuditRequestSchema,
  response: auditVerdictSchema,
  toInput: ({ query }): { expected: string | null } => ({ expected: query.expect ?? null }),
  toWire: (verdict: AuditVerdict) => verdict,
})
