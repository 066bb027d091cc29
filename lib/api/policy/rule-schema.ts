import { z } from 'zod'
import { callerSchema, durationSchema, versionNameSchema } from '../common'
import { ruleMatchSchema } from './rule-match-schema'
import { valueSchemas } from './value-schemas'

const { count, hashKey, headerName, path, percent, text } = valueSchemas

const backendSchema = z.strictObject({
  version: versionNameSchema,
  weight: z.number().int('a weight is a whole number of per cent').min(0, 'a weight is not negative').max(100, 'a weight is at most 100'),
})
const sumOf = (backends: readonly { weight: number }[]): number => backends.reduce((sum, backend) => sum + backend.weight, 0)
// The refinement runs only on what has passed the array's own schema.
const asBackends = (input: unknown) => input as { weight: number }[]

const retrySchema = z
  .strictObject({
    attempts: z.number().int('use a whole number').min(1, 'use 1 to 10, or leave retry out').max(10, 'use 1 to 10'),
    on: z.array(text(100)).max(50, 'use at most 50 conditions').default([]),
    codes: z
      .array(z.number().int('a status is a whole number').min(100, 'a status is 100 to 599').max(599, 'a status is 100 to 599'))
      .max(50, 'use at most 50 statuses')
      .optional(),
    perTryTimeout: durationSchema.optional(),
    backoff: z.strictObject({ base: durationSchema, max: durationSchema.optional() }).optional(),
  })
  .refine(({ on, codes = [] }) => on.length + codes.length > 0, {
    error: 'a retry needs at least one condition, e.g. 5xx, or one of codes',
    path: ['on'],
  })

const headerValue = z.strictObject({ name: headerName, value: text(8000) })
const headerEditsSchema = z.strictObject({
  set: z.array(headerValue).max(50, 'use at most 50 headers').optional(),
  add: z.array(headerValue).max(50, 'use at most 50 headers').optional(),
  remove: z.array(headerName).max(50, 'use at most 50 headers').optional(),
})
const pathRewriteSchema = z.strictObject({ replaceFullPath: path.optional(), replacePrefixMatch: path.optional() })
const bucketShape = { requests: count(1), per: durationSchema, burst: count(1).optional() }

const redirectSchema = z.strictObject({
  scheme: z.enum(['http', 'https']).optional(),
  hostname: text(253).optional(),
  port: z.number().int('a port is a whole number').min(1, 'a port is 1 to 65535').max(65535, 'a port is 1 to 65535').optional(),
  path: pathRewriteSchema.optional(),
  statusCode: z.literal([301, 302, 303, 307, 308]).optional(),
})

/** One rule. Whether it makes sense in its mesh is checkPolicy's. */
export const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .min(1, 'give the rule a name')
      .max(63, 'use at most 63 characters')
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dot, dash and underscore'),
    match: ruleMatchSchema.optional(),
    backends: z
      .array(backendSchema)
      .max(100, 'use at most 100 versions')
      .refine((backends) => backends.length === 0 || sumOf(backends) === 100, {
        error: ({ input }) => `the weights sum to ${sumOf(asBackends(input))}, they must sum to 100`,
      })
      .default([]),
    stickiness: hashKey.optional(),
    timeout: durationSchema.optional(),
    idleTimeout: durationSchema.optional(),
    retry: retrySchema.optional(),
    mirror: z.strictObject({ version: versionNameSchema, percent }).optional(),
    requestHeaders: headerEditsSchema.optional(),
    responseHeaders: headerEditsSchema.optional(),
    rewrite: z.strictObject({ hostname: text(253).optional(), path: pathRewriteSchema.optional() }).optional(),
    redirect: redirectSchema.optional(),
    directResponse: z
      .strictObject({
        statusCode: z.number().int('a status is a whole number').min(200, 'a status is 200 to 599').max(599, 'a status is 200 to 599'),
        body: text(4096).optional(),
      })
      .optional(),
    rateLimit: z
      .strictObject({
        ...bucketShape,
        callers: z
          .array(z.strictObject({ caller: callerSchema, ...bucketShape }))
          .max(200)
          .optional(),
      })
      .optional(),
  })
  .refine((rule) => rule.backends.length > 0 || rule.redirect !== undefined || rule.directResponse !== undefined, {
    error: 'the rule goes nowhere: give it backends, a redirect or a directResponse',
    path: ['backends'],
  })
