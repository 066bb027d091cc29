import type { PresetName } from '@/lib/canary/presets'
import type { Latency } from './draw-counts'

/** Latency as judged in the simulations: lognormal around 40 ms, two-digit bounds as Envoy's detailed histograms have them. */
export const latency: Latency = {
  medianMs: 40,
  sigma: 0.4,
  batch: 1,
  boundsMs: [24, 28, 31, 34, 37, 40, 43, 46, 50, 56, 62, 68, 78, 91, 100, 120, 160],
}
export const baseRatio = 0.005

/** What happens to the canary; the baseline stays at the base ratio. Times and rates of both arms drift together where `drift` is set. */
export type Scenario = {
  name: string
  preset: PresetName
  /** Both arms together. */
  requestsPerSecond: number
  /** One step at this weight; null = the preset's own steps. */
  weightPercent: number | null
  cluster: number
  errorTimes: number
  /** Added to the canary's error ratio. */
  errorPlus: number
  slowness: number
  latencyBatch: number
  /** Load ramps by a factor of three, errors between half and one and a half times the base, latency by a tenth and from tick to tick; for both arms alike. */
  hasDrift: boolean
  /** One tick in ten is troubled: a scrape is missing, one arm's counters were reset, or one arm was not read at all. */
  hasTrouble: boolean
  seconds: number
  asks: 'false alarm' | 'wrong promotion' | 'time to see' | 'time to promote'
  /** Upper bound of the rate (false alarm, wrong promotion) or of the median in seconds; null = shown only. */
  bar: number | null
}

const alike = {
  errorTimes: 1,
  errorPlus: 0,
  slowness: 1,
  latencyBatch: 1,
  hasDrift: false,
  hasTrouble: false,
  cluster: 1,
  preset: 'normal' as const,
  bar: null,
}
const seeing = { ...alike, weightPercent: 10, seconds: 1800, asks: 'time to see' as const }

export const scenarios: readonly Scenario[] = [
  ...[1, 2, 5, 10].map((cluster) => ({
    ...alike,
    name: `A/A for an hour, drift, ramp, clusters of ${cluster}, 200 rps`,
    requestsPerSecond: 200,
    weightPercent: 10,
    cluster,
    latencyBatch: cluster,
    hasDrift: true,
    seconds: 3600,
    asks: 'false alarm' as const,
    bar: 0.01,
  })),
  {
    ...alike,
    name: 'A/A for an hour, drift, ramp, 20 rps',
    requestsPerSecond: 20,
    weightPercent: 10,
    hasDrift: true,
    seconds: 3600,
    asks: 'false alarm',
    bar: 0.01,
  },
  {
    ...alike,
    name: 'A/A for an hour, fast preset, clusters of 5, 200 rps',
    preset: 'fast',
    requestsPerSecond: 200,
    weightPercent: 10,
    cluster: 5,
    latencyBatch: 5,
    hasDrift: true,
    seconds: 3600,
    asks: 'false alarm',
    bar: 0.01,
  },
  {
    ...alike,
    name: 'A/A for an hour, careful preset, clusters of 10, 200 rps',
    preset: 'careful',
    requestsPerSecond: 200,
    weightPercent: 10,
    cluster: 10,
    latencyBatch: 10,
    hasDrift: true,
    seconds: 3600,
    asks: 'false alarm',
    bar: 0.005,
  },
  {
    ...alike,
    name: 'A/A for an hour, drift, clusters of 2, lost scrapes and resets, 200 rps',
    requestsPerSecond: 200,
    weightPercent: 10,
    cluster: 2,
    latencyBatch: 2,
    hasDrift: true,
    hasTrouble: true,
    seconds: 3600,
    asks: 'false alarm',
    bar: 0.01,
  },
  {
    ...alike,
    name: 'truth at the margin (+0.5 points), 200 rps',
    requestsPerSecond: 200,
    weightPercent: null,
    errorPlus: 0.005,
    seconds: 7200,
    asks: 'wrong promotion',
    bar: 0.05,
  },
  {
    ...alike,
    name: 'truth at the margin (+0.5 points), 20 rps',
    requestsPerSecond: 20,
    weightPercent: null,
    errorPlus: 0.005,
    seconds: 21_600,
    asks: 'wrong promotion',
    bar: 0.05,
  },
  {
    ...alike,
    name: 'truth at the margin (+1 point), fast preset, 200 rps',
    preset: 'fast',
    requestsPerSecond: 200,
    weightPercent: null,
    errorPlus: 0.01,
    seconds: 7200,
    asks: 'wrong promotion',
    bar: 0.05,
  },
  { ...seeing, name: '4x errors at 20 canary rps', requestsPerSecond: 200, errorTimes: 4, bar: 60 },
  { ...seeing, name: '10x errors at 20 canary rps', requestsPerSecond: 200, errorTimes: 10, bar: 30 },
  { ...seeing, name: 'latency x 1.25 at 10 canary rps', requestsPerSecond: 100, slowness: 1.25, bar: 120 },
  { ...seeing, name: '2x errors at 20 canary rps', requestsPerSecond: 200, errorTimes: 2 },
  { ...seeing, name: '4x errors at 2 canary rps', requestsPerSecond: 20, errorTimes: 4 },
  { ...seeing, name: '4x errors at 20 canary rps, fast preset', preset: 'fast', requestsPerSecond: 200, errorTimes: 4 },
  { ...alike, name: 'alike, normal steps, 200 rps', requestsPerSecond: 200, weightPercent: null, seconds: 21_600, asks: 'time to promote' },
  {
    ...alike,
    name: 'alike, fast steps, 200 rps',
    preset: 'fast',
    requestsPerSecond: 200,
    weightPercent: null,
    seconds: 21_600,
    asks: 'time to promote',
  },
  { ...alike, name: 'alike, normal steps, 20 rps', requestsPerSecond: 20, weightPercent: null, seconds: 21_600, asks: 'time to promote' },
]
