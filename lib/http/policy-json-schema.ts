import { z } from 'zod'
import { policySchema } from '@/lib/api/policies'

/** The policy document as JSON Schema (draft 2020-12), made from the schema that guards the API: what may be written, so defaults may be left out. */
export const policyJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(policySchema, { io: 'input', unrepresentable: 'any' }),
  $id: '/api/v1/policy.schema.json',
  title: 'Outrider policy',
  description: 'The routing and resilience of one destination service. First match wins; the last rule has no match.',
})
