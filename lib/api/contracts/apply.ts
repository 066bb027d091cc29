import { applyDocumentsRequestSchema, applyDocumentsResponseSchema } from '@/lib/api/apply'
import { toChangeWire } from '@/lib/api/wire/change'
import type { Change } from '@/lib/mesh/change'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import { BadInput, defineContract } from './contract'

export type ApplyDocumentsInput = {
  mesh?: { document: MeshDocument; baseRevision: number } | undefined
  policies: { policy: Policy; baseRevision: number }[]
  reason: string
  dryRun: boolean
}
/** meshRevision: null where the mesh document was not among what was applied. */
export type AppliedDocuments = { meshRevision: number | null; changes: Change[] }

export const applyDocumentsContract = defineContract({
  method: 'POST',
  path: '/api/v1/apply',
  summary: 'Applies the mesh document and any number of policies in one transaction: all or none; a dry run answers what would change',
  body: applyDocumentsRequestSchema,
  response: applyDocumentsResponseSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ body }): ApplyDocumentsInput => {
    const twice = body.policies.findIndex(({ policy }, index) =>
      body.policies.slice(0, index).some((other) => other.policy.service === policy.service),
    )
    if (twice >= 0) throw new BadInput(`policies[${twice}].policy.service`, `${body.policies[twice]?.policy.service} stands here twice`)
    return body
  },
  toWire: ({ meshRevision, changes }: AppliedDocuments) => ({ meshRevision, changes: changes.map(toChangeWire) }),
})
