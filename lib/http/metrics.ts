import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { singleton } from '@/lib/singleton'

type WebMetrics = { registry: Registry; requests: Counter; seconds: Histogram; streams: Gauge }

/** One registry per process: route handlers each have their own copy of this module. */
const metrics = (): WebMetrics =>
  singleton('web-metrics', () => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry, prefix: 'outrider_' })
    const labelNames = ['method', 'path', 'status'] as const
    return {
      registry,
      requests: new Counter({ name: 'outrider_http_requests_total', help: 'Answered requests', labelNames, registers: [registry] }),
      seconds: new Histogram({
        name: 'outrider_http_request_seconds',
        help: 'Time to answer a request',
        labelNames: ['method', 'path'],
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
        registers: [registry],
      }),
      streams: new Gauge({ name: 'outrider_stream_clients', help: 'Browsers listening to the stream', registers: [registry] }),
    }
  })

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])

/** path: the contract's, never the caller's: labels stay few. */
export function countRequest(method: string, path: string, status: number, seconds: number): void {
  const { requests, seconds: histogram } = metrics()
  const labels = { method: knownMethods.has(method) ? method : 'other', path }
  requests.inc({ ...labels, status: String(status) })
  histogram.observe(labels, seconds)
}

export const setStreamClients = (count: number): void => metrics().streams.set(count)
export const metricsRegistry = (): Registry => metrics().registry

/** A gauge whose value is read when the page is asked for; registered once under its name. */
export function setGauge(name: string, help: string, values: readonly { labels?: Record<string, string>; value: number }[]): void {
  const { registry } = metrics()
  const known = registry.getSingleMetric(name)
  const labelNames = Object.keys(values[0]?.labels ?? {})
  const gauge = known instanceof Gauge ? known : new Gauge({ name, help, labelNames, registers: [registry] })
  gauge.reset()
  for (const { labels, value } of values) gauge.set(labels ?? {}, value)
}
