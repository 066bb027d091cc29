import { ApiError } from '@/lib/api/client'
import { isAnswerLost } from '@/lib/api/is-answer-lost'
import { displayName } from '@/lib/mesh/display-name'

/** One line for the corner: what was not done, or that nobody knows whether it was; why; and the request's id. */
export function failedWrite(title: string, error: Error): string {
  const id = error instanceof ApiError && error.requestId ? ` (request ${error.requestId})` : ''
  return `${isAnswerLost(error) ? 'It is not known whether this was done' : title}: ${displayName(error.message, 300)}${id}`
}
