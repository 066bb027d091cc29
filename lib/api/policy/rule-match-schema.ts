import { z } from 'zod'
import { callerSchema } from '../common'
import { valueSchemas } from './value-schemas'

const { headerName, path, text } = valueSchemas
const valueTest = { exact: text(4000).optional(), regex: text(1000).optional(), present: z.boolean().optional() }

/** Which requests a rule takes. What its parts mean together is checkMatch's. */
export const ruleMatchSchema = z.strictObject({
  path: z.strictObject({ prefix: path.optional(), exact: path.optional(), regex: text(1000).optional() }).optional(),
  method: z
    .string()
    .max(40, 'use at most 40 characters')
    .regex(/^[A-Z]+$/, 'a method is written in capitals, e.g. GET')
    .optional(),
  headers: z
    .array(z.strictObject({ name: headerName, ...valueTest }))
    .max(50, 'use at most 50 headers')
    .optional(),
  queryParams: z
    .array(z.strictObject({ name: z.string().min(1, 'name the parameter').max(200, 'use at most 200 characters'), ...valueTest }))
    .max(50, 'use at most 50 parameters')
    .optional(),
  grpc: z.strictObject({ service: text(500), method: text(500).optional() }).optional(),
  caller: callerSchema.optional(),
})
