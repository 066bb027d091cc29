import { z } from 'zod'
import { timeOutSchema } from './common'

/** Node positions are data, stored per view and shared: `GET|PUT /api/v1/views/{view}/positions`. */
export const positionsSchema = z.record(z.string().max(800), z.object({ x: z.number(), y: z.number() }))
export const positionsResponseSchema = z.object({ positions: positionsSchema })

/** What a saved view holds of the page's address: how the mesh is looked at, not when, nor what is selected. */
export const viewParamNames = [
  'view',
  'label',
  'overlay',
  'as',
  'find',
  'hide',
  'focus',
  'depth',
  'group',
  'open',
  'compare',
  'layout',
] as const

export const savedViewNameSchema = z
  .string()
  .max(120, 'a name has at most 120 characters')
  .refine((name) => name.trim() === name && name !== '', 'a name begins and ends with something to see')
  .refine((name) => name !== '.' && name !== '..', 'an address cannot hold . or .. as a name; use another')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), 'a name holds no control characters')

const savedViewParamsSchema = z
  .partialRecord(z.enum(viewParamNames), z.string().max(20_000))
  .describe('parameters of the page’s address; names it does not know are refused')

export const savedViewSchema = z.object({
  name: z.string(),
  params: z.record(z.string(), z.string()),
  revision: z.number().int(),
  actor: z.string(),
  at: timeOutSchema,
})
export type SavedViewWire = z.infer<typeof savedViewSchema>
export const savedViewsResponseSchema = z.object({ views: z.array(savedViewSchema) })
export const saveViewRequestSchema = z.strictObject({ params: savedViewParamsSchema, reason: z.string().trim().max(2000).optional() })
export const removeViewResponseSchema = z.object({ removed: z.string() })
