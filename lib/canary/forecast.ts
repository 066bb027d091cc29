import { errorGrid } from './odds-evidence'

/**
 * Error events (both arms) needed until an alarm is likely: (ln 1/α + ln 7) / kl(w'‖w), w' = wψ/(1−w+wψ). share w in (0,1), psi > 1.
 * With several metrics alpha is weight·α of the one asked about. Source: handbook, canary-and-faults.md 2.8.
 */
export function eventsToVerdict(share: number, psi: number, alpha: number): number {
  const shifted = (share * psi) / (1 - share + share * psi)
  const divergence = shifted * Math.log(shifted / share) + (1 - shifted) * Math.log((1 - shifted) / (1 - share))
  return (Math.log(1 / alpha) + Math.log(errorGrid.length)) / divergence
}

export type ForecastInput = {
  /** Requests per second of both arms together. */
  requestsPerSecond: number
  /** The baseline's error ratio, 0..1. */
  baseRatio: number
  /** The canary's share of the requests, 0..1. */
  share: number
  phi: number
  alpha: number
}

/** Seconds until errors at odds ratio ψ are seen, about; it leans long. null: never, as there is no traffic or no error to count. */
export function secondsToVerdict({ requestsPerSecond, baseRatio, share, phi, alpha }: ForecastInput, psi: number): number | null {
  const perSecond = requestsPerSecond * baseRatio * (1 - share + share * psi)
  if (!(perSecond > 0) || !(share > 0 && share < 1)) return null
  return (phi * eventsToVerdict(share, psi, alpha)) / perSecond
}
