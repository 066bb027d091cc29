import { revisionsRequestSchema, revisionsResponseSchema } from '@/lib/api/revisions'
import { toIsoOrNull } from '@/lib/api/wire/time'
import type { ServiceName } from '@/lib/mesh/names'
import type { PolicyRevisions } from '@/lib/mesh/policy-revision'
import { defineContract } from './contract'

export const listRevisionsContract = defineContract({
  method: 'GET',
  path: '/api/v1/revisions',
  summary: 'Every kept revision of a policy with its document; one is restored by putting its document again',
  query: revisionsRequestSchema,
  response: revisionsResponseSchema,
  errors: ['not_found'],
  toInput: ({ query }): { service: ServiceName; limit: number } => query,
  toWire: (found: PolicyRevisions) => ({
    ...found,
    revisions: found.revisions.map((revision) => ({ ...revision, at: toIsoOrNull(revision.at) })),
  }),
})
