import { lnMean } from '@/lib/canary/mixture'

/**
 * Evidence that something went wrong at some moment of a run, not on average over it. Plain numbers: may be stored as JSON.
 * lnMasses: per alternative, ln Σ_j w_j·e_j..now over the moments j begun so far; empty before the first tick. usedMass: Σ w_j, 0..1.
 */
export type Detector = { lnMasses: readonly number[]; usedMass: number; peakLn: number }

export const startDetector = (): Detector => ({ lnMasses: [], usedMass: 0, peakLn: 0 })

/**
 * The detector after one tick. lnEs: ln e of this tick per alternative, conditionally an e-value under "nothing is wrong"; usedMass: the share of moments at
 * which it may have begun so far, this one included, never falling.
 * E_t = mean_k [ Σ_{j≤t} w_j·e_k,j..t ] + Σ_{j>t} w_j is an average of e-processes that wait until j, so P(ever E ≥ 1/α) ≤ α at any time of reading, and a late
 * change costs ln 1/w_j instead of all the good evidence before it. Source: e-detectors, Shin, Ramdas & Rinaldo 2022 (arXiv 2203.03532), with weights that sum to 1.
 */
export function feedDetector(detector: Detector, lnEs: readonly number[], usedMass: number): Detector {
  const used = Math.min(1, Math.max(detector.usedMass, usedMass))
  const begun = used - detector.usedMass
  const lnMasses = lnEs.map((lnE, k) => {
    const known = detector.lnMasses[k]
    const before = begun > 0 ? (known === undefined ? Math.log(begun) : lnSum(known, Math.log(begun))) : (known ?? floorLn)
    return Math.max(floorLn, before + lnE)
  })
  const next = { lnMasses, usedMass: used, peakLn: detector.peakLn }
  return { ...next, peakLn: Math.max(detector.peakLn, detectorLn(next)) }
}

/** ln E now; 0 before the first tick. */
export function detectorLn({ lnMasses, usedMass }: Detector): number {
  if (lnMasses.length === 0) return 0
  return usedMass < 1 ? lnSum(lnMean(lnMasses), Math.log(1 - usedMass)) : lnMean(lnMasses)
}

/** JSON has no −∞. */
const floorLn = -1e6

const lnSum = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))
