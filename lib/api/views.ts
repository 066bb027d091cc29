import { z } from 'zod'

/** Node positions are data, stored per view and shared: `GET|PUT /api/v1/views/{view}/positions`. */
export const positionsSchema = z.record(z.string().max(800), z.object({ x: z.number(), y: z.number() }))
export const positionsResponseSchema = z.object({ positions: positionsSchema })
