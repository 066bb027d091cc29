import { z } from 'zod'

/** Server-sent events of `GET /api/v1/stream`: event name = kind. `version` grows with every event of that kind; fetch when it is new. */
export const streamEventSchema = z.object({
  kind: z.enum(['window', 'change', 'fault', 'canary', 'proxies', 'mesh', 'runtime']),
  version: z.number().int(),
  id: z.string().optional(),
})
export type StreamEvent = z.infer<typeof streamEventSchema>
