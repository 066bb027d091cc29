export type ShiftEstimate = { estimate: number; lower: number; upper: number; isExact: boolean }

/**
 * Hodges-Lehmann estimate of how far a lies above b, with its interval from the exact null distribution of U; for display at the end of a run, never a verdict
 * (re-reading it while points accrue alarms falsely). confidence in 0..1. null when an arm is empty. With ties the interval is conservative and not exact.
 * Cost: (n·m)². Source: Hollander & Wolfe, and R's wilcox.test(conf.int = TRUE, exact = TRUE).
 */
export function mannWhitneyShift(a: readonly number[], b: readonly number[], confidence: number): ShiftEstimate | null {
  if (a.length === 0 || b.length === 0) return null
  const differences = a.flatMap((left) => b.map((right) => left - right)).sort((one, two) => one - two)
  const count = differences.length
  const low = Math.max(1, lowerQuantile(a.length, b.length, (1 - confidence) / 2))
  const middle = ((differences[Math.floor((count - 1) / 2)] ?? 0) + (differences[Math.floor(count / 2)] ?? 0)) / 2
  const isExact = new Set([...a, ...b]).size === a.length + b.length
  return { estimate: middle, lower: differences[low - 1] ?? 0, upper: differences[count - low] ?? 0, isExact }
}

/** Smallest u with P(U ≤ u) ≥ probability when both samples are from one law. */
function lowerQuantile(n: number, m: number, probability: number): number {
  const ways = countWays(n, m)
  const total = ways.reduce((sum, count) => sum + count, 0)
  let seen = 0
  for (let u = 0; u < ways.length; u++) {
    seen += ways[u] ?? 0
    if (seen / total >= probability - 1e-12) return u
  }
  return ways.length - 1
}

/** Orders of n and m values by their U: the coefficients of the Gaussian binomial (n+m choose n). */
function countWays(n: number, m: number): number[] {
  const size = n * m + 1
  let ways = new Array<number>(size).fill(0)
  ways[0] = 1
  for (let i = 1; i <= n; i++) {
    for (let u = size - 1; u >= m + i; u--) ways[u] = (ways[u] ?? 0) - (ways[u - m - i] ?? 0)
    for (let u = i; u < size; u++) ways[u] = (ways[u] ?? 0) + (ways[u - i] ?? 0)
  }
  ways = ways.slice(0, size)
  return ways
}
