import { summaryResponseSchema } from '@/lib/api/summary'
import { toIsoOrNull } from '@/lib/api/wire/time'
import type { MeshSummary } from '@/lib/mesh/mesh-summary'
import { defineContract } from './contract'

export const getSummaryContract = defineContract({
  method: 'GET',
  path: '/api/v1/summary',
  summary: 'How many services and proxies there are and how many are not well: what every page shows',
  response: summaryResponseSchema,
  toInput: () => undefined,
  toWire: ({ simulated, services, proxies, runtime }: MeshSummary) => ({
    simulated,
    services,
    proxies: { ...proxies, newestAnswerAt: toIsoOrNull(proxies.newestAnswerAt) },
    runtime: { alive: runtime.isAlive, at: toIsoOrNull(runtime.at), problems: runtime.problems },
  }),
})
