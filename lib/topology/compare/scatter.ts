import type { Counted, Paced } from './exact-tests'

/** phi ≥ 1: the variance of the counts over that of independent ones. */
export type Scatter = { phi: number; isMeasured: boolean }

const fewestDifferences = 6
const unmeasured: Scatter = { phi: 2, isMeasured: false }

/**
 * Dispersion of shares by successive differences: mean of (r' − r)² / (p(1 − p)(1/n' + 1/n)) over neighbours within a window, p of all; its upper bound
 * (· 1 + 1.645·√(3/T) for T differences), at least 1. windows: the parts of each window in time order; an empty part breaks the chain.
 * Fewer than 6 differences: 2, not measured. Source: quasi-likelihood; the bound as canaries take it (handbook of canaries, 2.3).
 */
export function scatterOfShares(windows: readonly (readonly Counted[])[]): Scatter {
  let [hits, all] = [0, 0]
  for (const parts of windows)
    for (const part of parts) {
      hits += part.hits
      all += part.all
    }
  const share = all > 0 ? hits / all : 0
  const unit = share * (1 - share)
  return bound(windows, (before, after) => {
    if (before.all <= 0 || after.all <= 0) return null
    return unit === 0 ? 0 : (after.hits / after.all - before.hits / before.all) ** 2 / (unit * (1 / after.all + 1 / before.all))
  })
}

/** The same for rates: (r' − r)² / (λ(1/e' + 1/e)) with the exposures e, λ of each window by itself, as a window's rate may be another. */
export function scatterOfRates(windows: readonly (readonly Paced[])[]): Scatter {
  const rates = windows.map((parts) => {
    const seconds = parts.reduce((sum, { exposure }) => sum + exposure, 0)
    return seconds > 0 ? parts.reduce((sum, { count }) => sum + count, 0) / seconds : 0
  })
  return bound(windows, (before, after, window) => {
    if (before.exposure <= 0 || after.exposure <= 0) return null
    const rate = rates[window] ?? 0
    const difference = after.count / after.exposure - before.count / before.exposure
    return rate === 0 ? 0 : difference ** 2 / (rate * (1 / after.exposure + 1 / before.exposure))
  })
}

function bound<T>(windows: readonly (readonly T[])[], square: (before: T, after: T, window: number) => number | null): Scatter {
  let differences = 0
  // One sum a window, so that swapped windows give the very same mean.
  const sums = windows.map((parts, window) => {
    let sum = 0
    for (let i = 1; i < parts.length; i++) {
      const [before, after] = [parts[i - 1], parts[i]]
      const value = before && after ? square(before, after, window) : null
      if (value === null) continue
      sum += value
      differences++
    }
    return sum
  })
  if (differences < fewestDifferences) return unmeasured
  const mean = sums.reduce((sum, value) => sum + value, 0) / differences
  return { phi: Math.max(1, mean * (1 + 1.645 * Math.sqrt(3 / differences))), isMeasured: true }
}
