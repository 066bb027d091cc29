import type { JsonObject } from '../json'

/** Takes what a configuration says beyond what a policy can say, by its path in the route or cluster, e.g. `route.cors`. */
export type Unread = (what: string) => void

/** Reports the fields of `json` that are not among `known`. Proto JSON leaves out defaults, so what stands there was set. */
export function reportOthers(json: JsonObject, known: readonly string[], unread: Unread, at = ''): void {
  for (const [field, value] of Object.entries(json))
    if (value !== undefined && !known.includes(field)) unread(at === '' ? field : `${at}.${field}`)
}
