export type MetricSample = { name: string; labels: Record<string, string>; value: number }

/** The samples of a Prometheus text page that are plain numbers, in its order; comments and lines that make no sense are left out. */
export function parseMetrics(page: string): MetricSample[] {
  const samples: MetricSample[] = []
  for (const line of page.split('\n')) {
    const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/.exec(line.trim())
    if (!match?.[1] || !match[3]) continue
    const value = Number(match[3])
    if (!Number.isFinite(value)) continue
    samples.push({ name: match[1], labels: parseLabels(match[2] ?? ''), value })
  }
  return samples
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)) if (name) labels[name] = value ?? ''
  return labels
}

/** The value of one series; null when the page has none. */
export function metricValue(samples: readonly MetricSample[], name: string, labels: Record<string, string> = {}): number | null {
  const found = samples.find(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
  return found?.value ?? null
}
