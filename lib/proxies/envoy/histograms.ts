import type { Bin, Histogram } from '@/lib/mesh/window'
import { asArray, asNumber, asObject, asText, type JsonObject } from './json'

export type LatencyPage = { clusters: Map<string, Histogram>; managers: Map<string, Histogram> }

/**
 * Latency since the proxy's start by cluster (`upstream_rq_time`) and connection manager (`downstream_rq_time`), from
 * `/stats?format=json&histogram_buckets=detailed`: circllhist bins of two significant digits, in ms.
 * Envoy counts whole milliseconds, cut off: a sample of n was n ≤ t < n + 1. So a bin narrower than 1 ms (all of those below 10 ms) is widened to 1 ms.
 */
export function parseHistograms(page: JsonObject): LatencyPage {
  const found: LatencyPage = { clusters: new Map(), managers: new Map() }
  for (const entry of asArray(page.stats)) {
    for (const detail of asArray(asObject(asObject(entry).histograms).details)) {
      const { name, totals } = asObject(detail)
      const match = /^(cluster|http)\.(.+)\.(up|down)stream_rq_time$/.exec(asText(name))
      if (!match?.[2]) continue
      const isCluster = match[1] === 'cluster' && match[3] === 'up'
      if (isCluster) found.clusters.set(match[2], toBins(totals))
      else if (match[1] === 'http' && match[3] === 'down') found.managers.set(match[2], toBins(totals))
    }
  }
  return found
}

function toBins(totals: unknown): Histogram {
  const bins: Bin[] = []
  for (const total of asArray(totals)) {
    const { lower_bound, width, count } = asObject(total)
    const lower = asNumber(lower_bound)
    const samples = asNumber(count)
    if (samples <= 0) continue
    const upper = lower + Math.max(1, asNumber(width))
    const last = bins.at(-1)
    if (last && last[0] === lower && last[1] === upper) bins[bins.length - 1] = [lower, upper, last[2] + samples]
    else bins.push([lower, upper, samples])
  }
  return bins
}

/** Bins of a cumulative histogram with upper bounds, as the exposition formats give it; the bins between are [bound before, bound]. Bounds ascend. */
export function toBinsFromBuckets(buckets: readonly (readonly [upperMs: number, cumulative: number])[]): Histogram {
  const bins: Bin[] = []
  let lower = 0
  let before = 0
  for (const [upper, cumulative] of [...buckets].sort((a, b) => a[0] - b[0])) {
    if (cumulative > before) bins.push([lower, upper, cumulative - before])
    before = Math.max(before, cumulative)
    lower = upper
  }
  return bins
}
