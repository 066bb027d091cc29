/**
 * ln of the mean of exp(values), in the order given and without overflow. Empty: 0, as no evidence is E = 1.
 * values: natural logarithms. Weights, when given, are as many as values and sum to 1; without them all weigh the same.
 */
export function lnMean(values: readonly number[], weights?: readonly number[]): number {
  if (values.length === 0) return 0
  let top = Number.NEGATIVE_INFINITY
  for (const value of values) top = Math.max(top, value)
  if (top === Number.NEGATIVE_INFINITY) return top
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (weights?.[i] ?? 1) * Math.exp((values[i] ?? 0) - top)
  return top + Math.log(weights ? sum : sum / values.length)
}

/**
 * ln E of the mixture over a grid of odds ratios with equal weights: ln mean_k exp(sums_k / φ). sums: Σ_t ln e_t(ψ_k) in the order of the grid; φ ≥ 1.
 * Source: Lindon & Malek, NeurIPS 2022 (arXiv 2011.03567); the tempering by φ is quasi-Poisson.
 */
export function lnMixture(sums: readonly number[], phi: number): number {
  return lnMean(sums.map((sum) => sum / phi))
}
