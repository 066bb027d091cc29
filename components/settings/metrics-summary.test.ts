import { describe, expect, it } from 'vitest'
import { metricValue, parseMetrics } from './metrics-summary'

const page = `# HELP outrider_proxies Known proxies
# TYPE outrider_proxies gauge
outrider_proxies{state="known"} 12
outrider_proxies{state="answering"} 11
outrider_newest_window_age_seconds NaN
outrider_process_resident_memory_bytes 1.8e+08
`

describe('the summary of the metrics page', () => {
  const samples = parseMetrics(page)
  it('finds a series by name and labels', () => {
    expect(metricValue(samples, 'outrider_proxies', { state: 'answering' })).toBe(11)
    expect(metricValue(samples, 'outrider_process_resident_memory_bytes')).toBe(180_000_000)
  })
  it('has no value for what was never seen, which is not 0', () => {
    expect(metricValue(samples, 'outrider_newest_window_age_seconds')).toBeNull()
    expect(metricValue(samples, 'outrider_other')).toBeNull()
  })
})
