import type { z } from 'zod'
import { AppError } from '@/lib/errors'

/** Parses a JSON column. A row that is not what it should be is an `internal` error that names the row: it was edited by other hands. */
export function parseDocument<T>(schema: z.ZodType<T>, text: string, row: string): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new AppError('internal', `the stored ${row} is not JSON: the database was changed by other hands`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('internal', `the stored ${row} cannot be read: ${issue?.path.join('.')}: ${issue?.message}`)
}
