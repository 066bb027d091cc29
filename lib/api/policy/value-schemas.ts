import { z } from 'zod'
import { durationSchema } from '../common'

const largest = 4_294_967_295

/** The parts that several places of a policy share; all of them say in words what is wrong. */
export const valueSchemas = {
  headerName: z
    .string()
    .max(200, 'a header name has at most 200 characters')
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "not a header name: letters, digits and any of !#$%&'*+.^_`|~- make one"),
  percent: z.number().min(0, 'a percent is between 0 and 100').max(100, 'a percent is between 0 and 100'),
  /** A whole number that a proxy can hold, from `least`. */
  count: (least: number) =>
    z.number().int('use a whole number').min(least, `use a whole number from ${least}`).max(largest, `use a whole number up to ${largest}`),
  text: (longest: number) => z.string().max(longest, `use at most ${longest} characters`),
  path: z.string().startsWith('/', 'a path begins with /').max(2000, 'use at most 2000 characters'),
  hashKey: z.strictObject({
    header: z.string().max(200).optional(),
    cookie: z.strictObject({ name: z.string().min(1, 'name the cookie').max(200), ttl: durationSchema.optional() }).optional(),
    source: z.boolean().optional(),
  }),
}
