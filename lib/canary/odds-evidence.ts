import type { Cell } from './tick'

/** Odds ratios that errors are tested against; equal weights. */
export const errorGrid: readonly number[] = [1.25, 1.5, 2, 3, 5, 10, 20]
/** Odds ratios that "slower than a bound" is tested against; equal weights. */
export const latencyGrid: readonly number[] = [1.05, 1.1, 1.25, 1.5, 2, 4]
/** Above this share of errors the law given their number is no longer close to binomial, and the exact form has more power. */
export const exactAbove = 0.1
const enoughPast = 100

/**
 * ln e(ψ) = xc·ln ψ − m·ln(1 − w + w·ψ) with w = nc/(nc+nb), m = xc+xb: an e-value against "the canary's odds of an error are not above the baseline's".
 * Exactly 0 when an arm is empty or nothing failed. The common error rate cancels, so drift of load, rate and share does no harm.
 * Source: Lindon & Malek, NeurIPS 2022 (arXiv 2011.03567), two cells; binomial given m, which is above the hypergeometric in convex order.
 */
export function oddsEvidenceLn({ nc, nb, xc, xb }: Cell, psi: number): number {
  const failed = xc + xb
  if (nc <= 0 || nb <= 0 || failed === 0) return 0
  const share = nc / (nc + nb)
  return xc * Math.log(psi) - failed * Math.log(1 - share + share * psi)
}

/**
 * The exact form for errors that are not rare: the likelihood of both arms under (θc, θb) over that under the common p0 = (nc·θc + nb·θb)/(nc+nb).
 * thetaC ≥ thetaB, both in (0, 1) and fixed before the tick. Source: Turner, Ly & Grünwald 2024 (arXiv 2106.02693).
 */
export function exactEvidenceLn({ nc, nb, xc, xb }: Cell, thetaC: number, thetaB: number): number {
  if (nc <= 0 || nb <= 0) return 0
  const common = (nc * thetaC + nb * thetaB) / (nc + nb)
  return (
    xc * Math.log(thetaC / common) +
    (nc - xc) * Math.log((1 - thetaC) / (1 - common)) +
    xb * Math.log(thetaB / common) +
    (nb - xb) * Math.log((1 - thetaB) / (1 - common))
  )
}

/** Did more than 10 % of at least 100 past requests fail? Then the next tick is judged by the exact form; being past-only, the choice costs no guarantee. */
export function isExactFormDue(past: Cell): boolean {
  const requests = past.nc + past.nb
  return requests >= enoughPast && past.nb > 0 && past.xc + past.xb > exactAbove * requests
}

/**
 * ln e(ψ) of one tick in the form that its past calls for: the exact one with θb the baseline's past ratio and θc at odds ratio ψ above it, or the conditional
 * one. past: everything of this stratum strictly before the tick.
 */
export function tickEvidenceLn(cell: Cell, past: Cell, psi: number): number {
  if (!isExactFormDue(past)) return oddsEvidenceLn(cell, psi)
  const thetaB = (past.xb + 0.5) / (past.nb + 1)
  return exactEvidenceLn(cell, (thetaB * psi) / (1 - thetaB + thetaB * psi), thetaB)
}

/**
 * The same for "slower than a bound". A tick in which all requests of both arms were slower is no evidence: given their number the split is certain, so e = 1
 * keeps E[e | m] ≤ 1 in the conditional form.
 */
export function slowerEvidenceLn(cell: Cell, past: Cell, psi: number): number {
  if (cell.xc === cell.nc && cell.xb === cell.nb && !isExactFormDue(past)) return 0
  return tickEvidenceLn(cell, past, psi)
}
