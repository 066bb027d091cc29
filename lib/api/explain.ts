import { z } from 'zod'
import { serviceNameSchema } from './common'
import { protocolSchema } from './topology'

const callerSchema = z
  .string()
  .max(320)
  .regex(/^[^\s/|@>]+\/[^\s/|@>]+(@[^\s/|@>]+)?$/, 'a caller is written namespace/name, or namespace/name@version')
const headerNameSchema = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'not a header name')

/** `service` or `host` says where to; what else is not given is not known, and every rule that may take the request is told. */
export const explainRequestSchema = z
  .strictObject({
    service: serviceNameSchema.optional(),
    host: z.string().min(1, 'a host has a name').max(253).optional(),
    caller: callerSchema.optional(),
    method: z
      .string()
      .regex(/^[A-Z]{1,20}$/, 'a method is written in capitals, e.g. GET')
      .optional(),
    path: z.string().startsWith('/', 'a path begins with /').max(8000, 'a path has at most 8,000 characters').optional(),
    headers: z.record(headerNameSchema, z.string().max(8000, 'a header has at most 8,000 characters')).optional(),
  })
  .refine(({ service, host }) => service !== undefined || host !== undefined, {
    path: ['service'],
    message: 'say where the request goes: give service or host',
  })

const faultSchema = z.object({
  id: z.string(),
  version: z.string().nullable(),
  isCertain: z.boolean(),
  abortPercent: z.number(),
  delayPercent: z.number(),
  text: z.string(),
})
const outcomeSchema = z.object({
  rule: z.string(),
  isCertain: z.boolean(),
  action: z.enum(['forward', 'redirect', 'direct_response']),
  versions: z.array(z.object({ version: z.string(), percent: z.number(), instances: z.number().int().nullable(), isLeased: z.boolean() })),
  sticky: z.string().nullable(),
  timeoutMs: z.number().nullable(),
  retries: z.object({ attempts: z.number().int(), on: z.array(z.string()), perTryTimeoutMs: z.number().nullable() }).nullable(),
  tries: z.number().int(),
  mirror: z.object({ version: z.string(), percent: z.number() }).nullable(),
  rateLimit: z.string().nullable(),
  sentPath: z.string().nullable(),
  sentHost: z.string().nullable(),
  location: z.string().nullable(),
  status: z.number().int().nullable(),
  faults: z.array(faultSchema),
  sentences: z.array(z.string()),
})
const hopSchema = z.object({
  depth: z.number().int(),
  caller: z.string().nullable(),
  service: z.string(),
  protocol: protocolSchema,
  why: z.string(),
  rules: z.array(z.object({ name: z.string(), verdict: z.enum(['passes', 'takes', 'may_take', 'not_reached']), why: z.string() })),
  outcomes: z.array(outcomeSchema),
})
export const explanationSchema = z.object({
  request: z.object({
    caller: z.string().optional(),
    host: z.string().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  service: z.string().nullable(),
  problem: z.string().nullable(),
  hops: z.array(hopSchema),
  notes: z.array(z.string()),
})
export type ExplanationWire = z.infer<typeof explanationSchema>
export type ExplainQuestionWire = z.input<typeof explainRequestSchema>
