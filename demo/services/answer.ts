/** What every shop service answers: the services and versions the request passed through, e.g. `frontend@v1`, in the order of calling. */
export type Answer = { path: string[] }

/** Reads a callee's answer; anything else is an error, as a broken answer must not pass for a good one. */
export function parseAnswer(text: string): Answer {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && 'path' in value && Array.isArray(value.path)) return { path: value.path.map(String) }
  throw new Error('an answer without a path')
}
