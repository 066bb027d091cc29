import { z } from 'zod'
import { durationSchema } from '../common'
import { valueSchemas } from './value-schemas'

const { count, hashKey, path, percent, text } = valueSchemas
const wholePercent = z
  .number()
  .int('use a whole percent')
  .min(0, 'a percent is between 0 and 100')
  .max(100, 'a percent is between 0 and 100')
const sample = { minHosts: count(0).optional(), minRequests: count(0).optional() }

const circuitBreakerSchema = z.strictObject({
  maxConnections: count(1).optional(),
  maxPendingRequests: count(1).optional(),
  maxRequests: count(1).optional(),
  maxRetries: count(0).optional(),
  retryBudget: z.strictObject({ percent, minRetryConcurrency: count(0).optional() }).optional(),
})
const outlierSchema = z.strictObject({
  consecutive5xx: count(1).optional(),
  consecutiveGatewayErrors: count(1).optional(),
  consecutiveLocalErrors: count(1).optional(),
  successRate: z
    .strictObject({ ...sample, stdevFactor: z.number().min(0.1, 'use 0.1 to 100').max(100, 'use 0.1 to 100').optional() })
    .optional(),
  failurePercentage: z.strictObject({ ...sample, threshold: wholePercent }).optional(),
  interval: durationSchema.optional(),
  baseEjection: durationSchema.optional(),
  maxEjection: durationSchema.optional(),
  maxEjectionPercent: wholePercent.optional(),
  alwaysEjectOne: z.boolean().optional(),
})
const healthCheckSchema = z.strictObject({
  path: path.optional(),
  hostname: text(253).optional(),
  expectedStatuses: z
    .array(z.number().int('a status is a whole number').min(100, 'a status is 100 to 599').max(599, 'a status is 100 to 599'))
    .min(1, 'give at least one status, or leave it out')
    .max(50, 'use at most 50 statuses')
    .optional(),
  grpcService: text(500).optional(),
  interval: durationSchema,
  timeout: durationSchema,
  healthyThreshold: count(1),
  unhealthyThreshold: count(1),
})

/** What holds for every request to the service, whatever its rule. */
export const destinationSchema = z.strictObject({
  circuitBreaker: circuitBreakerSchema.optional(),
  connectionPool: z
    .strictObject({
      connectTimeout: durationSchema.optional(),
      idleTimeout: durationSchema.optional(),
      maxRequestsPerConnection: count(1).optional(),
      maxConcurrentStreams: z
        .number()
        .int('use a whole number')
        .min(1, 'use 1 to 2147483647')
        .max(2_147_483_647, 'use 1 to 2147483647')
        .optional(),
    })
    .optional(),
  outlier: outlierSchema.optional(),
  healthCheck: healthCheckSchema.optional(),
  loadBalancing: z.enum(['round-robin', 'least-request', 'random', 'ring-hash', 'maglev']).optional(),
  hashKey: hashKey.optional(),
  slowStart: z
    .strictObject({
      window: durationSchema,
      aggression: z.number().min(0.01, 'use 0.01 to 100').max(100, 'use 0.01 to 100').optional(),
      minWeightPercent: percent.optional(),
    })
    .optional(),
  zoneAwareness: z.strictObject({ minInstances: count(1).optional() }).optional(),
})
