import { lnMean } from './mixture'
import { errorGrid, oddsEvidenceLn } from './odds-evidence'
import type { Cell } from './tick'

/** Odds ratio canary : baseline. upper null = unbounded. estimate null = no error anywhere, or none on the baseline. Width holds at any time of reading. */
export type OddsInterval = { lower: number; upper: number | null; estimate: number | null }

const ratios = [...errorGrid, ...errorGrid.map((ratio) => 1 / ratio)]
const widestLn = Math.log(1e6)
const halvings = 50

/**
 * The odds ratios ψ0 that the evidence does not refute: mean over r of exp(Σ_t [ln e_t(ψ0·r) − ln e_t(ψ0)] / φ) < 1/α, r over the error grid and its inverses.
 * cells: every counted tick and stratum of the run, in order; phi ≥ 1; alpha in 0..1. Without an error it is 0 to unbounded.
 * Cost: linear in cells, about 1,500 evaluations of each: for a page, not for the loop. Source: inversion of the mixture test, Lindon & Malek 2022.
 */
export function oddsInterval(cells: readonly Cell[], phi: number, alpha: number): OddsInterval {
  const used = cells.filter(({ nc, nb, xc, xb }) => nc > 0 && nb > 0 && xc + xb > 0)
  if (used.length === 0) return { lower: 0, upper: null, estimate: null }
  const sumAt = (ln: number): number => used.reduce((sum, cell) => sum + oddsEvidenceLn(cell, Math.exp(ln)), 0)
  const isRefuted = (ln: number): boolean => {
    const own = sumAt(ln)
    return lnMean(ratios.map((ratio) => (sumAt(ln + Math.log(ratio)) - own) / phi)) >= -Math.log(alpha)
  }
  const best = maximise(sumAt)
  const lower = isRefuted(-widestLn) ? Math.exp(edge(isRefuted, best, -widestLn)) : 0
  const upper = isRefuted(widestLn) ? Math.exp(edge(isRefuted, best, widestLn)) : null
  return { lower, upper, estimate: best >= widestLn - 1e-6 ? null : best <= -widestLn + 1e-6 ? 0 : Math.exp(best) }
}

/** The sum is concave in ln ψ: halving by its slope finds the maximum. */
function maximise(sumAt: (ln: number) => number): number {
  let [low, high] = [-widestLn, widestLn]
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2
    if (sumAt(middle + 1e-6) > sumAt(middle - 1e-6)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function edge(isRefuted: (ln: number) => boolean, inside: number, outside: number): number {
  let [kept, refuted] = [inside, outside]
  for (let i = 0; i < halvings; i++) {
    const middle = (kept + refuted) / 2
    if (isRefuted(middle)) refuted = middle
    else kept = middle
  }
  return (kept + refuted) / 2
}
