import { z } from 'zod'
import { reasonSchema, serviceNameSchema, timeOutSchema } from './common'
import { destinationSchema } from './policy/destination-schema'
import { ruleSchema } from './policy/rule-schema'

/** The document of one policy, as it comes and goes over the wire (contract, section 3). */
export const policySchema = z.strictObject({
  service: serviceNameSchema,
  rules: z
    .array(ruleSchema)
    .min(1, 'a policy needs at least one rule')
    .max(200, { error: ({ input }) => `a policy has at most 200 rules, this one has ${Array.isArray(input) ? input.length : 'more'}` }),
  destination: destinationSchema.optional(),
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
  /** The watched folder that is the source of truth: edits are refused and committed there. */
  folder: z.string().nullish(),
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
  notes: z.array(z.string()),
  at: timeOutSchema,
})
export type PlanResponse = z.infer<typeof planResponseSchema>

export const applyRequestSchema = z.strictObject({ policy: policySchema, reason: reasonSchema })
