import { callApi } from './client'
import { type ExplainQuestionWire, type ExplanationWire, explanationSchema } from './explain'

/** What would happen to the request; sends nothing. */
export const explainRequest = (question: ExplainQuestionWire, signal?: AbortSignal): Promise<ExplanationWire> =>
  callApi(explanationSchema, '/api/v1/explain', { method: 'POST', body: question, ...(signal ? { signal } : {}) })
