import type { Answer } from './answer'

/** Headers of a request that every service hands on to its callees, so that a rule deep in the mesh can match what the visitor sent. */
export type Carried = Record<string, string>

/** A service as its caller reaches it, through the caller's own proxy. `call` rejects with an Unavailable that names the callee. */
export type Callee = { call(carried: Carried): Promise<Answer>; close(): void }

/** Keeps the visitor's own `x-` headers; those that proxies write belong to one hop. */
export function toCarried(headers: Record<string, unknown>): Carried {
  const kept = Object.entries(headers).filter(
    ([name]) => name.startsWith('x-') && !name.startsWith('x-envoy-') && !name.startsWith('x-forwarded-'),
  )
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
