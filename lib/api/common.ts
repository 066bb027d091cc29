import { z } from 'zod'

/** `namespace/name`; anything a person can type safely. Hostile names arrive from proxies too, so pages never trust this. */
export const serviceNameSchema = z
  .string()
  .min(3)
  .max(253)
  .regex(/^[^\s/|@>]+\/[^\s/|@>]+$/, 'a service is written namespace/name')
export const versionNameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[^\s/|@>]+$/, 'a version has no spaces and none of / | @ >')

/** `shop/frontend`, or one version of it: `shop/frontend@v2`. */
export const callerSchema = z
  .string()
  .min(3, 'a caller is written namespace/name or namespace/name@version')
  .max(317, 'use at most 317 characters')
  .regex(/^[^\s/|@>]+\/[^\s/|@>]+(?:@[^\s/|@>]+)?$/, 'a caller is written namespace/name or namespace/name@version')

/** Times on the wire: ISO 8601 out; ISO 8601, epoch ms or `now-15m` in. */
export const timeOutSchema = z.iso.datetime({ offset: true })
export const timeInSchema = z.string().max(40)
const durationWords = 'a duration is a number with ms, s, m or h, e.g. 3s'
export const durationSchema = z
  .string({ error: ({ input }) => (typeof input === 'number' ? `${input} has no unit: ${durationWords}` : undefined) })
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, durationWords)
export const reasonSchema = z.string().trim().min(1, 'say why, in a sentence').max(2000)

export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum([
      'invalid',
      'unauthorised',
      'forbidden',
      'not_found',
      'conflict',
      'precondition',
      'too_large',
      'unsupported',
      'rejected',
      'unavailable',
      'internal',
    ]),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string(),
  }),
})
export type ErrorBody = z.infer<typeof errorBodySchema>

export const problemSchema = z.object({ kind: z.string(), message: z.string(), at: timeOutSchema })
