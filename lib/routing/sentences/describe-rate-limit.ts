import type { Bucket, RateLimit } from '@/lib/mesh/policy'

/** `5 in 1m from each calling proxy, 20 in 1m from each of shop/frontend`. */
export function describeRateLimit({ callers = [], ...everybody }: RateLimit): string {
  const own = callers.map(({ caller, ...bucket }) => `${describeBucket(bucket)} from each of ${caller}`)
  return [`${describeBucket(everybody)} from each calling proxy`, ...own].join(', ')
}

const describeBucket = ({ requests, per, burst }: Bucket): string =>
  `${requests} in ${per}${burst === undefined || burst === requests ? '' : ` (up to ${burst} at once)`}`
