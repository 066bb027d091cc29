import { z } from 'zod'
import { timeInSchema } from './common'

export const latenciesRequestSchema = z.object({
  subject: z.string().min(1).describe('service:<id>, version:<id>, instance:<id> or edge:<id>, ids as in the topology'),
  from: timeInSchema.optional(),
  to: timeInSchema.optional(),
  maxColumns: z.coerce.number().int().min(1).max(240).default(90),
  maxRows: z.coerce.number().int().min(4).max(100).default(24),
})
export const latenciesResponseSchema = z.object({
  boundsMs: z
    .array(z.number().nullable())
    .describe(
      'bounds of the rows, ascending, one more than rows; each is a bound of the proxies’ own histograms, or a round figure outside them all; null: no upper bound',
    ),
  columns: z
    .array(z.object({ at: z.number(), counts: z.array(z.number()).nullable() }))
    .describe(
      'requests per row and step that begins at `at` (epoch ms); counts null where no window ends in the step; a longer one counts where it ends',
    ),
  stepSeconds: z.number(),
})
