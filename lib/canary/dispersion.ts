/** How far the counts of a metric scatter beyond independent ones. phi ≥ 1; differences = pairs of neighbouring ticks; isMeasured false: there were too few. */
export type Dispersion = { phi: number; mean: number | null; differences: number; isMeasured: boolean }

const fewestDifferences = 20
const unmeasuredPhi = 2

/**
 * φ = max(1, mean_t[(r_{t+1} − r_t)² / (p(1−p)(1/n_{t+1} + 1/n_t))] · (1 + 1.645·√(3/T))): the quasi-Poisson dispersion by successive differences, upper bound.
 * ticks: requests n and failures x of the baseline alone, before the start, in order, at the run's tick length; an empty tick breaks the chain.
 * Fewer than 20 differences: φ = 2 and isMeasured false ("dispersion not measured"). Source: handbook, canary-and-faults.md 2.3; tempering is a heuristic.
 */
export function measureDispersion(ticks: readonly { n: number; x: number }[], fewest: number = fewestDifferences): Dispersion {
  let [requests, failures] = [0, 0]
  for (const { n, x } of ticks) {
    requests += n
    failures += x
  }
  const ratio = requests > 0 ? failures / requests : 0
  let [sum, differences] = [0, 0]
  for (let i = 1; i < ticks.length; i++) {
    const [before, after] = [ticks[i - 1], ticks[i]]
    if (!before || !after || before.n <= 0 || after.n <= 0) continue
    differences++
    const variance = ratio * (1 - ratio) * (1 / after.n + 1 / before.n)
    if (variance > 0) sum += (after.x / after.n - before.x / before.n) ** 2 / variance
  }
  if (differences < fewest) return { phi: unmeasuredPhi, mean: null, differences, isMeasured: false }
  const mean = sum / differences
  return { phi: Math.max(1, mean * (1 + 1.645 * Math.sqrt(3 / differences))), mean, differences, isMeasured: true }
}
