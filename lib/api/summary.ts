import { z } from 'zod'
import { timeOutSchema } from './common'

const count = z.number().int()
export const summaryResponseSchema = z.object({
  simulated: z.boolean(),
  services: z.object({ total: count, failing: count, degraded: count }).describe('as they were seen in the last minute'),
  proxies: z.object({
    total: count,
    answering: count,
    troubled: count.describe('silent, not connected, or refusing what they were sent'),
    newestAnswerAt: timeOutSchema.nullable(),
    silent: z.array(z.object({ id: z.string(), reason: z.string() })).describe('at most 50'),
  }),
  runtime: z.object({ alive: z.boolean(), at: timeOutSchema.nullable(), problems: z.array(z.string()) }),
})
