/** A proxy's statistics since its start: counters and gauges by Envoy's dotted names, and histograms of whole milliseconds in bins of two digits. */
export class SimulatedCounters {
  readonly values = new Map<string, number>()
  readonly histograms = new Map<string, Map<number, number>>()

  add(name: string, count = 1): void {
    this.values.set(name, (this.values.get(name) ?? 0) + count)
  }

  set(name: string, value: number): void {
    this.values.set(name, value)
  }

  /** Adds one sample, in ms; Envoy counts whole milliseconds, cut off. */
  record(name: string, ms: number): void {
    const bins = this.histograms.get(name) ?? new Map<number, number>()
    this.histograms.set(name, bins)
    const lower = toLowerBound(Math.floor(ms))
    bins.set(lower, (bins.get(lower) ?? 0) + 1)
  }
}

const toLowerBound = (ms: number): number => {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, ms))) - 1)
  return Math.floor(ms / scale) * scale
}

/** Width of the bin of two significant digits that begins here: 7 → 0.1, 42 → 1, 310 → 10. */
export const binWidth = (lower: number): number => (lower === 0 ? 0 : 10 ** (Math.floor(Math.log10(lower)) - 1))
