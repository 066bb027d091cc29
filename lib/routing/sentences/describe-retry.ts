import type { Retry } from '@/lib/mesh/policy'

/** `2 on 5xx, 503, 1s each, after 25ms to 1s`. */
export function describeRetry({ attempts, on, codes = [], perTryTimeout, backoff }: Retry): string {
  const each = perTryTimeout === undefined ? '' : `, ${perTryTimeout} each`
  const wait = backoff ? `, after up to ${backoff.base} at first${backoff.max === undefined ? '' : ` and ${backoff.max} at last`}` : ''
  return `${attempts} on ${[...on, ...codes].join(', ')}${each}${wait}`
}
