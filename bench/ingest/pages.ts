import { readFileSync } from 'node:fs'
import type { AdminPage } from '@/lib/proxies/envoy/admin-pages'

const folder = new URL('../../lib/proxies/envoy/testdata/', import.meta.url)
const recorded = (file: string): string => readFileSync(new URL(`frontend-v1-1.${file}`, folder), 'utf8')

/** Destinations of each proxy, so many that its Prometheus page has about 1,500 lines. */
export const destinations = 16
/** Added to every request counter of every destination in each round. */
export const requestsPerRound = 7

const nameOf = (index: number): string => `shop/service-${index}|v1`
const indices = Array.from({ length: destinations }, (_, index) => index)
const template = 'shop/reviews|v1'

/** Lines of one destination stand for all; those of the other go; the rest stays. */
function multiply(page: string): string {
  const lines = page.trimEnd().split('\n')
  return `${lines
    .filter((line) => !line.includes('shop/reviews|v2'))
    .flatMap((line) => (line.includes(template) ? indices.map((index) => line.replaceAll(template, nameOf(index))) : [line]))
    .join('\n')}\n`
}

const moving =
  /^(cluster\.shop\/[^ ]*upstream_rq_(?:completed|total|200|2xx)|envoy_cluster_upstream_rq_(?:completed|total)\{[^ ]*|envoy_cluster_upstream_rq_xx\{envoy_response_code_class="2",envoy_cluster_name="shop[^ ]*|envoy_cluster_upstream_rq_time_bucket\{envoy_cluster_name="shop[^ ]*)(:? )(\d+)$/gm
const move = (page: string, round: number): string =>
  page.replace(moving, (_line, key: string, gap: string, value: string) => `${key}${gap}${Number(value) + requestsPerRound * round}`)

const stats = multiply(recorded('stats.b.txt'))
const prometheus = multiply(recorded('stats.b.prometheus.txt'))
export const prometheusSamples = prometheus.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
export const statsLines = stats.trimEnd().split('\n').length

type Named = { name: string; observability_name: string }
type Detail = { name: string; totals: { count: number }[] }

function clusters(): string {
  // The recorded page's own shape.
  const page = JSON.parse(recorded('clusters.b.json')) as { cluster_statuses: Named[] }
  const one = page.cluster_statuses.find((cluster) => cluster.name === template)
  const others = page.cluster_statuses.filter((cluster) => !cluster.name.startsWith('shop/'))
  return JSON.stringify(
    { cluster_statuses: [...others, ...indices.map((index) => ({ ...one, name: nameOf(index), observability_name: nameOf(index) }))] },
    null,
    1,
  )
}

function histograms(round: number): string {
  // The recorded page's own shape.
  const page = JSON.parse(recorded('histograms.b.json')) as {
    stats: { histograms: { supported_percentiles: number[]; details: Detail[] } }[]
  }
  const found = page.stats[0]?.histograms
  const one = found?.details.find((detail) => detail.name.includes(template))
  if (!found || !one) throw new Error('the recording has no such histogram')
  const details = indices.map((index) => ({
    ...one,
    name: `cluster.${nameOf(index)}.upstream_rq_time`,
    totals: one.totals.map((bin, at) => (at === 1 ? { ...bin, count: bin.count + requestsPerRound * round } : bin)),
  }))
  return JSON.stringify({ stats: [{ histograms: { ...found, details } }] })
}

const fixed: Partial<Record<AdminPage, Buffer>> = { clusters: Buffer.from(clusters()), listeners: Buffer.from(recorded('listeners.json')) }
const made = new Map<string, Buffer>()

/** A page as it stands in a round, made once for all targets. */
export function pageAt(page: AdminPage, round: number): Buffer {
  const known = fixed[page] ?? made.get(`${page} ${round}`)
  if (known) return known
  const text = page === 'histograms' ? histograms(round) : move(page === 'prometheus' ? prometheus : stats, round)
  const bytes = Buffer.from(text)
  made.set(`${page} ${round}`, bytes)
  if (made.size > 30) made.delete([...made.keys()][0] ?? '')
  return bytes
}
