import { ApiError } from './client'

/** No answer of ours came: whether the call was obeyed is not known. Every other failure says that it was not. */
export const isAnswerLost = (error: Error): boolean =>
  error instanceof ApiError && (error.code === 'unreachable' || error.code === 'malformed')
