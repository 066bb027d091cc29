import type { Backend } from '@/lib/mesh/policy'

/** Whole per cent that sum to 100, the largest remainders rounded up. */
export function toPercents(weights: ReadonlyMap<string, number>): Backend[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return [...weights.keys()].map((version) => ({ version, weight: 0 }))
  const shares = [...weights].map(([version, weight]) => ({ version, exact: (100 * weight) / total }))
  const backends = shares.map(({ version, exact }) => ({ version, weight: Math.floor(exact + 1e-9) }))
  let missing = 100 - backends.reduce((sum, backend) => sum + backend.weight, 0)
  const byRemainder = shares.map(({ exact }, index) => ({ index, rest: exact - Math.floor(exact + 1e-9) })).sort((a, b) => b.rest - a.rest)
  for (const { index } of byRemainder) {
    const backend = backends[index]
    if (missing-- > 0 && backend) backend.weight++
  }
  return backends
}
