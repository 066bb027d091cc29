import { z } from 'zod'
import { ApiError } from '@/lib/api/client'
import { type DraftProblems, toDraftField } from './fault-draft'

const detailsSchema = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) })

/** The server's problems by field of the form, where its error names fields; empty otherwise. */
export function serverProblems(error: Error | null): DraftProblems {
  if (!(error instanceof ApiError)) return {}
  const details = detailsSchema.safeParse(error.details)
  if (!details.success) return {}
  return Object.fromEntries(details.data.problems.map((problem) => [toDraftField(problem.path), problem.message]))
}
