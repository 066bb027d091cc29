import { z } from 'zod'
import { serviceNameSchema, versionNameSchema } from './common'
import { protocolSchema } from './topology'

export const endpointSchema = z.strictObject({ address: z.string().min(1).max(253), port: z.number().int().min(1).max(65535) })
export const meshDocumentSchema = z.strictObject({
  services: z.array(
    z.strictObject({
      name: serviceNameSchema,
      protocol: protocolSchema,
      port: z.number().int().min(1).max(65535).optional(),
      external: z.boolean().optional(),
      hosts: z.array(z.string().min(1).max(253)).default([]),
      calls: z.array(serviceNameSchema).optional(),
      labels: z.record(z.string().min(1).max(63), z.string().max(253)).optional().describe('for people, e.g. team'),
      versions: z.array(z.strictObject({ name: versionNameSchema, endpoints: z.array(endpointSchema).optional() })).min(1),
    }),
  ),
  gateways: z
    .array(
      z.strictObject({
        name: serviceNameSchema,
        routes: z.array(z.strictObject({ host: z.string().min(1), path: z.string().startsWith('/'), service: serviceNameSchema })).min(1),
      }),
    )
    .default([]),
})
export type MeshDocumentWire = z.output<typeof meshDocumentSchema>
