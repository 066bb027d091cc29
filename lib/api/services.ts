import { z } from 'zod'
import { trafficCounters } from '@/lib/mesh/service-view'
import { changeSchema } from './changes'
import { differenceSchema } from './compare'
import { overlaySchema, policyResponseSchema } from './policies'
import { sloStatusSchema } from './slos'
import { healthSchema, protocolSchema, quantileBoundsSchema, quantilesSchema, topologyEdgeSchema, topologyNodeSchema } from './topology'

const signals = z.object({
  requestsPerSecond: z.number().nullable(),
  errorRatio: z.number().nullable(),
  latencyMs: quantilesSchema.nullable(),
  latencyBoundsMs: quantileBoundsSchema.optional(),
})
export const serviceSummarySchema = z.object({
  name: z.string(),
  namespace: z.string(),
  kind: z.enum(['service', 'gateway', 'external', 'unknown']),
  protocol: protocolSchema.nullable(),
  declared: z.boolean(),
  health: healthSchema,
  healthReasons: z.array(z.string()),
  signals,
  connectionsPerSecond: z.number().nullable(),
  versions: z.array(z.object({ name: z.string(), weightPercent: z.number().nullable(), instances: z.number().int() })),
  proxies: z.object({ total: z.number().int(), answering: z.number().int(), inSync: z.number().int() }),
  policyRevision: z.number().int().nullable(),
  overlays: z.array(overlaySchema),
  slo: sloStatusSchema.nullable().describe('null without a target'),
})
export type ServiceSummary = z.infer<typeof serviceSummarySchema>
export const servicesResponseSchema = z.object({ services: z.array(serviceSummarySchema), simulated: z.boolean() })

const traffic = z.record(z.enum(trafficCounters), z.number().nullable())

export const serviceDetailSchema = serviceSummarySchema.extend({
  hosts: z.array(z.string()),
  versionDetails: z.array(
    z.object({
      name: z.string(),
      weightPercent: z.number().nullable(),
      observedPercent: z.number().nullable(),
      signals,
      health: healthSchema,
      healthReasons: z.array(z.string()),
      endpoints: z.array(
        z.object({ address: z.string(), registered: z.boolean(), proxyId: z.string().nullable(), connected: z.boolean().nullable() }),
      ),
    }),
  ),
  instances: z.array(topologyNodeSchema),
  callers: z.array(topologyEdgeSchema),
  callees: z.array(topologyEdgeSchema),
  pendingRequests: z.number().nullable().describe('requests waiting for a connection at the callers, at the end of the newest window'),
  maxPendingRequests: z.number().nullable(),
  policy: policyResponseSchema.nullable(),
  recentChanges: z.array(changeSchema),
  simulated: z.boolean(),
  traffic: z
    .object({
      side: z.enum(['client', 'server']).describe('who counted: its callers, or where none does its own proxies'),
      proxies: z.number().int(),
      counts: traffic.describe('over the range; ok: 2xx, clientErrors: 4xx, errors: 5xx or a gRPC status that failed'),
      perSecond: traffic.describe('null, as in counts: not known to whoever counted'),
      withoutStatus: z
        .object({ count: z.number(), perSecond: z.number() })
        .describe('gRPC requests of proxies that count no status: nobody knows whether they failed'),
      errorRatioUnknown: z.string().optional(),
      now: z
        .object({
          pending: z.number().nullable(),
          active: z.number(),
          connections: z.number(),
          breakersOpen: z.number().nullable(),
          ejected: z.number().nullable(),
          most: z
            .object({ pending: z.number(), active: z.number(), connections: z.number() })
            .nullable()
            .describe('the largest at one calling proxy to one version, as the limits of a circuit breaker hold for each'),
        })
        .nullable()
        .describe('at the end of the newest windows, sums over the callers; null without a fresh one'),
    })
    .nullable(),
  versionDifferences: z
    .array(z.object({ version: z.string(), base: z.string(), differences: z.array(differenceSchema), untested: z.string().optional() }))
    .describe('each other version against the one with the most weight, in the same range; only what chance does not explain'),
})
export type ServiceDetail = z.infer<typeof serviceDetailSchema>
