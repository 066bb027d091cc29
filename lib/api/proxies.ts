import { z } from 'zod'
import { problemSchema, timeOutSchema } from './common'

export const typeSyncSchema = z.object({
  type: z.enum(['CDS', 'EDS', 'LDS', 'RDS', 'RTDS']),
  status: z.enum(['SYNCED', 'STALE', 'NACKED', 'NOT_SENT']),
  sentVersion: z.string().nullable(),
  ackedVersion: z.string().nullable(),
  error: z.string().nullable(),
  at: timeOutSchema,
})
export const proxySchema = z.object({
  id: z.string(),
  kind: z.enum(['envoy', 'prometheus-text']),
  role: z.enum(['sidecar', 'gateway', 'unknown']),
  service: z.string(),
  version: z.string().nullable(),
  adminUrl: z.string().nullable(),
  inbound: z.string().nullable(),
  outbound: z.string().nullable(),
  app: z.string().nullable(),
  zone: z.string().nullable().describe('of node.locality'),
  simulated: z.boolean(),
  isStatic: z.boolean(),
  build: z.string().nullable(),
  connected: z.boolean(),
  connectionChangedAt: timeOutSchema.nullable(),
  answering: z.boolean(),
  inSync: z.boolean(),
  lastAnswerAt: timeOutSchema.nullable(),
  missedRounds: z.number().int(),
  sweepMs: z.number().nullable(),
  sweepBytes: z.number().nullable(),
  sync: z.array(typeSyncSchema),
  problems: z.array(problemSchema),
})
export type ProxyWire = z.infer<typeof proxySchema>
export const proxiesResponseSchema = z.object({
  proxies: z.array(proxySchema),
  xdsAddress: z.string().nullable(),
  scrapeIntervalMs: z.number().describe('how often each proxy is read; a window ends with each reading'),
  runtime: z.object({ alive: z.boolean(), at: timeOutSchema.nullable(), problems: z.array(z.string()) }),
})
export const proxyDetailSchema = proxySchema.extend({
  certificates: z.array(
    z.object({
      path: z.string(),
      serial: z.string(),
      subjectAltNames: z.array(z.string()),
      daysUntilExpiration: z.number().nullable(),
      expiresAt: timeOutSchema.nullable(),
    }),
  ),
  certificatesProblem: z.string().nullable(),
  /** What can be done through it, where it is not configured from here; `reason`: why something cannot. */
  abilities: z.array(
    z.object({ service: z.string().nullable(), feature: z.string(), supported: z.boolean(), reason: z.string().optional() }),
  ),
})
export type ProxyDetailWire = z.infer<typeof proxyDetailSchema>
