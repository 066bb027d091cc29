import type { Cell } from './tick'

const smallest = 1e-9
const halvings = 60
const widestMargin = 0.05

/**
 * ln e of one tick against "the canary fails by Δ or more above the baseline": the likelihood under (θc, θb) over that under the nearest point (q*+Δ, q*) of
 * the null, with q* = argmin nc·KL(θc‖q+Δ) + nb·KL(θb‖q). Exactly 0 when an arm is empty or θc ≥ θb + Δ. Not yet divided by φ.
 * thetaC, thetaB in 0..1, fixed before the tick; margin Δ in 0..1, above 0. Source: Turner & Grünwald (arXiv 2203.09785), the KL projection.
 */
export function notWorseLn(cell: Cell, thetaC: number, thetaB: number, margin: number): number {
  const { nc, nb, xc, xb } = cell
  if (nc <= 0 || nb <= 0 || thetaC >= thetaB + margin) return 0
  const q = projectOnNull(nc, nb, thetaC, thetaB, margin)
  return part(xc, thetaC, q + margin) + part(nc - xc, 1 - thetaC, 1 - q - margin) + part(xb, thetaB, q) + part(nb - xb, 1 - thetaB, 1 - q)
}

const part = (count: number, above: number, below: number): number => (count === 0 ? 0 : count * Math.log(above / below))

/** q*: the derivative of the convex sum is ascending, its root lies between θc − Δ and θb. */
export function projectOnNull(nc: number, nb: number, thetaC: number, thetaB: number, margin: number): number {
  let low = Math.max(smallest, thetaC - margin)
  let high = Math.max(low, Math.min(thetaB, 1 - margin - smallest))
  for (let i = 0; i < halvings; i++) {
    const q = (low + high) / 2
    const p = q + margin
    if ((nc * (p - thetaC)) / (p * (1 - p)) + (nb * (q - thetaB)) / (q * (1 - q)) < 0) low = q
    else high = q
  }
  return (low + high) / 2
}

/**
 * The common ratio that a tick is judged with: (X+½)/(N+1) over the run before it, of the baseline's history while the run has nothing, null when there is
 * neither: then the tick is skipped.
 */
export function pooledTheta(run: Cell, history: { n: number; x: number } | null): number | null {
  const requests = run.nc + run.nb
  if (requests > 0) return (run.xc + run.xb + 0.5) / (requests + 1)
  return history && history.n > 0 ? (history.x + 0.5) / (history.n + 1) : null
}

/**
 * Δ of a step: min(5 points, Δ·50/weight). Harm to users is share × excess, so a small step needs a wide margin only.
 * weightPercent in 1..99; margin and answer in 0..1.
 */
export const widenMargin = (margin: number, weightPercent: number): number => Math.min(widestMargin, (margin * 50) / weightPercent)
