import { z } from 'zod'
import { durationSchema, reasonSchema, serviceNameSchema, timeOutSchema, versionNameSchema } from './common'

const percent = z.number().min(0).max(100)
export const backendSchema = z.strictObject({
  version: versionNameSchema,
  weight: z.number().int('a weight is a whole number of per cent').min(0, 'a weight is not negative').max(100, 'a weight is at most 100'),
})
const sumOf = (backends: readonly { weight: number }[]): number => backends.reduce((sum, backend) => sum + backend.weight, 0)
// The refinement runs only on what has passed the array's own schema.
const asBackends = (input: unknown) => input as { weight: number }[]
export const ruleMatchSchema = z.strictObject({
  path: z.strictObject({ prefix: z.string().startsWith('/').optional(), exact: z.string().startsWith('/').optional() }).optional(),
  method: z
    .string()
    .regex(/^[A-Z]+$/)
    .optional(),
  headers: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'not a header name'),
        exact: z.string().optional(),
        present: z.boolean().optional(),
      }),
    )
    .optional(),
  caller: serviceNameSchema.optional(),
})
export const ruleSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dot, dash and underscore'),
  match: ruleMatchSchema.optional(),
  backends: z
    .array(backendSchema)
    .min(1)
    .refine((backends) => sumOf(backends) === 100, {
      error: ({ input }) => `the weights sum to ${sumOf(asBackends(input))}, they must sum to 100`,
    }),
  timeout: durationSchema.optional(),
  retry: z
    .strictObject({ attempts: z.number().int().min(1).max(10), on: z.array(z.string()).min(1), perTryTimeout: durationSchema.optional() })
    .optional(),
  mirror: z.strictObject({ version: versionNameSchema, percent }).optional(),
})
export const policySchema = z.strictObject({
  service: serviceNameSchema,
  rules: z.array(ruleSchema).min(1).max(200),
  destination: z
    .strictObject({
      circuitBreaker: z
        .strictObject({
          maxConnections: z.number().int().min(1).optional(),
          maxPendingRequests: z.number().int().min(1).optional(),
          maxRequests: z.number().int().min(1).optional(),
          maxRetries: z.number().int().min(0).optional(),
        })
        .optional(),
      outlier: z
        .strictObject({
          consecutive5xx: z.number().int().min(1).optional(),
          interval: durationSchema.optional(),
          baseEjection: durationSchema.optional(),
          maxEjectionPercent: z.number().int().min(0).max(100).optional(),
        })
        .optional(),
      loadBalancing: z.enum(['round-robin', 'least-request', 'random']).optional(),
    })
    .optional(),
})

export const overlaySchema = z.object({
  kind: z.enum(['fault', 'canary']),
  id: z.string(),
  text: z.string(),
  endsAt: timeOutSchema.nullable(),
})
export const capabilitySchema = z.object({ feature: z.string(), supported: z.boolean(), reason: z.string().optional() })
export const policyResponseSchema = z.object({
  policy: policySchema,
  revision: z.number().int(),
  overlays: z.array(overlaySchema),
  capabilities: z.array(capabilitySchema),
})
export type PolicyResponse = z.infer<typeof policyResponseSchema>
export const policiesResponseSchema = z.object({ policies: z.array(z.object({ policy: policySchema, revision: z.number().int() })) })

export const planRequestSchema = z.strictObject({ service: serviceNameSchema, policy: policySchema, baseRevision: z.number().int().min(0) })
export const warningSchema = z.object({ rule: z.string(), message: z.string(), fix: z.string() })
export const planResponseSchema = z.object({
  service: serviceNameSchema,
  baseRevision: z.number().int(),
  before: policySchema,
  after: policySchema,
  sentences: z.array(z.string()),
  diff: z.array(
    z.object({ kind: z.enum(['same', 'removed', 'added']), before: z.number().nullable(), after: z.number().nullable(), text: z.string() }),
  ),
  resources: z.array(
    z.object({
      type: z.enum(['CDS', 'EDS', 'LDS', 'RDS', 'RTDS']),
      name: z.string(),
      change: z.enum(['added', 'changed', 'removed']),
      proxies: z.number().int(),
    }),
  ),
  proxies: z.array(z.object({ id: z.string(), service: z.string(), why: z.string() })),
  requestsPerSecond: z.number().nullable(),
  warnings: z.array(warningSchema),
  at: timeOutSchema,
})
export type PlanResponse = z.infer<typeof planResponseSchema>

export const applyRequestSchema = z.strictObject({ policy: policySchema, reason: reasonSchema })
