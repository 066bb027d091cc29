/**
 * q-values: of all with q ≤ level, at most that share is expected to be chance. q_i = min over k ≥ rank(i) of p_(k)·m/k, at most 1; equal p have equal q.
 * Holds for independent tests and for positively dependent ones. O(m log m). Source: Benjamini & Hochberg 1995.
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).sort((a, b) => (ps[b] ?? 0) - (ps[a] ?? 0))
  const qs = new Array<number>(ps.length).fill(1)
  let least = 1
  order.forEach((index, fromTop) => {
    least = Math.min(least, ((ps[index] ?? 1) * ps.length) / (ps.length - fromTop))
    qs[index] = least
  })
  return qs
}
