import { drawBinomial } from '@/lib/canary/seeded-random'
import type { LatencyCounts, StratumCounts } from '@/lib/canary/tick'

/** How one arm behaves: errors come in clusters of geometric size with mean `cluster`; latencies are lognormal, times `slowness`, `batch` requests alike. */
export type Arm = { errorRatio: number; cluster: number; slowness: number }
export type Latency = { medianMs: number; sigma: number; batch: number; boundsMs: readonly number[] }

/** Whole errors among n requests. */
export function drawErrors(n: number, { errorRatio, cluster }: Arm, random: () => number): number {
  if (cluster <= 1) return drawBinomial(n, errorRatio, random)
  const clusters = drawBinomial(n, errorRatio / cluster, random)
  const scale = Math.log(1 - 1 / cluster)
  let errors = 0
  for (let i = 0; i < clusters; i++) errors += 1 + Math.floor(Math.log(1 - random()) / scale)
  return Math.min(n, errors)
}

/** Requests of one arm slower than each bound, ascending. */
export function drawSlower(n: number, slowness: number, { medianMs, sigma, batch, boundsMs }: Latency, random: () => number): number[] {
  let left = Math.round(n / batch)
  let before = 1
  return boundsMs.map((boundMs) => {
    const survival = 1 - normalCdf(Math.log(boundMs / (medianMs * slowness)) / sigma)
    left = drawBinomial(left, before > 0 ? Math.min(1, survival / before) : 0, random)
    before = survival
    return Math.min(n, left * batch)
  })
}

export function drawStratum(
  requests: number,
  share: number,
  arms: { canary: Arm; baseline: Arm },
  latency: Latency | null,
  random: () => number,
): StratumCounts {
  const nc = drawBinomial(requests, share, random)
  const nb = requests - nc
  return {
    caller: 'shop/frontend',
    nc,
    nb,
    xc: drawErrors(nc, arms.canary, random),
    xb: drawErrors(nb, arms.baseline, random),
    latency: latency && drawLatency(nc, nb, arms, latency, random),
  }
}

function drawLatency(nc: number, nb: number, arms: { canary: Arm; baseline: Arm }, latency: Latency, random: () => number): LatencyCounts {
  const canary = drawSlower(nc, arms.canary.slowness, latency, random)
  const baseline = drawSlower(nb, arms.baseline.slowness, latency, random)
  const slower = latency.boundsMs.map((boundMs, index) => ({ boundMs, canary: canary[index] ?? 0, baseline: baseline[index] ?? 0 }))
  return { canary: nc, baseline: nb, slower }
}

/** Source: Abramowitz & Stegun 26.2.17, to 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    0.3989422804014327 *
    Math.exp((-z * z) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z >= 0 ? 1 - tail : tail
}
