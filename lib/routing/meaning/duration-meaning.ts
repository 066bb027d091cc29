import { parseDurationMs } from '../parse-duration'

/** A duration by its value; one that cannot be read keeps its text, so that it differs from every other. */
export const durationMeaning = (text: string): string => {
  const ms = parseDurationMs(text)
  return ms === null ? text : `${ms} ms`
}
