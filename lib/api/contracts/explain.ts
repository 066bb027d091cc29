import { explainRequestSchema, explanationSchema } from '@/lib/api/explain'
import type { Explanation } from '@/lib/mesh/explanation'
import type { ExplainQuestion } from '@/lib/routing/explain/explain-request'
import { defineContract } from './contract'

export const explainContract = defineContract({
  method: 'POST',
  path: '/api/v1/explain',
  summary: 'What would happen to a request: the rule that takes it, why the others do not, and where it goes, hop by hop; sends nothing',
  body: explainRequestSchema,
  response: explanationSchema,
  toInput: ({ body }): ExplainQuestion => ({
    ...body,
    ...(body.headers
      ? { headers: Object.fromEntries(Object.entries(body.headers).map(([name, value]) => [name.toLowerCase(), value])) }
      : {}),
  }),
  toWire: (explanation: Explanation) => explanation,
})
