import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { buildAddressBook } from '@/lib/metrics/address-book'
import type { Sweep } from '@/lib/metrics/sweep'
import { toWindow } from '@/lib/metrics/to-window'
import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { Target } from '@/lib/proxies/proxy-reader'
import { openStore } from '@/lib/store/open-store'
import type { Store } from '@/lib/store/store'
import { destinations, prometheusSamples, requestsPerRound, statsLines } from './ingest/pages'
import { prometheusVersion, startPrometheus } from './ingest/peer'
import type { TargetsReport } from './ingest/targets'

// CPU per target and round of scrape + parse + store, of the scraping process alone. Phases of ours and of Prometheus alternate over the same targets.
const argument = (name: string, otherwise: number): number => Number(process.argv[process.argv.indexOf(name) + 1] ?? otherwise) || otherwise
const targetCount = argument('--targets', 50)
const pairs = argument('--pairs', 5)
const seconds = argument('--seconds', 8)
const intervalMs = argument('--interval', 1000)
const warmUpMs = 3000
type Way = 'native' | 'page' | 'peer'
type Phase = { msPerRound: number; rounds: number; stored: number; expected: number; generatorMsPerRound: number }

const checks = new Map<string, boolean>()
const check = (what: string, ok: boolean): void => void checks.set(what, ok && checks.get(what) !== false)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const round = (value: number): number => Math.round(value * 1000) / 1000

function next(child: ChildProcess): Promise<TargetsReport> {
  // The other process sends nothing but its reports.
  return new Promise((resolve) => child.once('message', (message) => resolve(message as TargetsReport)))
}
async function ask(child: ChildProcess) {
  const report = next(child)
  child.send('counts')
  const answer = await report
  if (!('served' in answer)) throw new Error('the targets answered out of turn')
  return answer
}

const identityOf = (index: number): ProxyIdentity => ({
  id: `proxy-${index}`,
  kind: 'envoy',
  role: 'sidecar',
  service: `shop/caller-${index}`,
  version: 'v1',
  adminUrl: null,
  inbound: { address: '127.0.0.1', port: 40_000 + index },
  outbound: null,
  app: null,
  tcp: {},
  simulated: false,
  isStatic: false,
  build: null,
})

/** Scrapes every target each `intervalMs` at its own offset until stopped, as the runtime's scraper does. Answers how many rounds it finished and what it counted. */
function startOurs(way: 'native' | 'page', ports: readonly number[], store: Store) {
  const reader = createEnvoyReader({ timeoutMs: 10_000, maxBytes: 16e6, now: Date.now })
  const identities = ports.map((_, index) => identityOf(index))
  const context = { addresses: buildAddressBook(identities, new Map()), services: new Map() }
  const abort = new AbortController()
  const timers: NodeJS.Timeout[] = []
  const tally = { rounds: 0, requests: 0, failures: 0 }
  for (const [index, identity] of identities.entries()) {
    const url = `http://127.0.0.1:${ports[index]}`
    const target: Target =
      way === 'native'
        ? { id: identity.id, url, kind: 'envoy' }
        : { id: identity.id, url: `${url}/stats/prometheus?usedonly`, kind: 'prometheus-text' }
    let previous: Sweep | null = null
    let isReading = false
    const once = async (): Promise<void> => {
      if (isReading) return
      isReading = true
      const reading = await reader.sweep(target, abort.signal)
      isReading = false
      if (abort.signal.aborted) return
      if (!reading.ok) {
        console.error(identity.id, reading.problem.message)
        tally.failures++
        return
      }
      const window = toWindow(previous, reading.value, { ...context, identity })
      if (previous) store.series.append([window])
      previous = reading.value
      tally.rounds++
      for (const edge of window.edges) if (edge.key.side === 'client') tally.requests += edge.counts.requests
    }
    timers.push(
      setTimeout(
        () => {
          void once()
          timers.push(setInterval(() => void once(), intervalMs))
        },
        (index * intervalMs) / ports.length,
      ),
    )
  }
  const stop = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer)
    abort.abort()
    await reader.close()
  }
  return { tally, stop }
}

async function runOurs(way: 'native' | 'page', targets: ChildProcess, ports: readonly number[], folder: string): Promise<Phase> {
  const log = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
  const retention = { rawMs: 6 * 3_600_000, minuteMs: 15 * 86_400_000, quarterMs: 365 * 86_400_000, maxBytes: 20e9 }
  const store = await openStore({ folder: mkdtempSync(join(folder, 'ours-')), role: 'both', retention, now: Date.now, log })
  const ours = startOurs(way, ports, store)
  await pause(warmUpMs)
  const [before, generator, cpu] = [ours.tally.rounds, await ask(targets), process.cpuUsage()]
  await pause(seconds * 1000)
  const used = process.cpuUsage(cpu)
  const [rounds, after] = [ours.tally.rounds - before, await ask(targets)]
  await ours.stop()
  store.series.flush()
  const totals = store.series.totals(0, Date.now() + 1000).filter((total) => total.key.side === 'client')
  const stored = totals.reduce((sum, total) => sum + total.counts.requests, 0)
  check('every reading succeeded', ours.tally.failures === 0)
  check('what was counted is what was stored', stored === ours.tally.requests)
  const expected = (ours.tally.rounds - ports.length) * destinations * requestsPerRound
  check('every request of every edge and round was counted', stored === expected)
  check('every edge is stored', totals.length === ports.length * destinations)
  await store.close()
  return {
    msPerRound: (used.user + used.system) / 1000 / rounds,
    rounds,
    stored,
    expected,
    generatorMsPerRound: (after.cpuMs - generator.cpuMs) / rounds,
  }
}

async function runPeer(targets: ChildProcess, ports: readonly number[], folder: string): Promise<Phase> {
  const peer = await startPrometheus(mkdtempSync(join(folder, 'peer-')), ports, intervalMs)
  try {
    await pause(warmUpMs)
    const [served, cpu, samples] = [await ask(targets), peer.cpuMs(), await peer.appended()]
    await pause(seconds * 1000)
    const used = peer.cpuMs() - cpu
    const [after, stored] = [await ask(targets), (await peer.appended()) - samples]
    const rounds = after.served.prometheus - served.served.prometheus
    // Five more series a scrape are Prometheus' own; one round may be under way at either end.
    const expected = rounds * (prometheusSamples + 5)
    check('Prometheus stored every sample', Math.abs(stored - expected) <= 2 * ports.length * (prometheusSamples + 5))
    return { msPerRound: used / rounds, rounds, stored, expected, generatorMsPerRound: (after.cpuMs - served.cpuMs) / rounds }
  } finally {
    await peer.stop()
  }
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
const summary = (list: readonly number[]) => ({ median: round(median(list)), min: round(Math.min(...list)), max: round(Math.max(...list)) })

const folder = mkdtempSync(join(tmpdir(), 'outrider-bench-'))
const targets = fork(fileURLToPath(new URL('./ingest/targets.ts', import.meta.url)), [String(targetCount)])
try {
  const ready = await next(targets)
  if (!('ports' in ready)) throw new Error('the targets did not start')
  const version = prometheusVersion()
  const ways: Way[] = version ? ['native', 'page', 'peer'] : ['native', 'page']
  const found: Record<Way, Phase[]> = { native: [], page: [], peer: [] }
  for (let pair = 0; pair <= pairs; pair++) {
    for (const way of pair % 2 === 0 ? ways : [...ways].reverse()) {
      const phase = way === 'peer' ? await runPeer(targets, ready.ports, folder) : await runOurs(way, targets, ready.ports, folder)
      if (pair > 0) found[way].push(phase)
      if (!process.argv.includes('--json')) console.log(pair === 0 ? 'warm-up' : `pair ${pair}`, way, round(phase.msPerRound), 'ms')
    }
  }
  const costs = (way: Way): number[] => found[way].map((phase) => phase.msPerRound)
  const ratio = (way: Way) => (version ? summary(costs(way).map((cost, index) => cost / (costs('peer')[index] ?? Number.NaN))) : null)
  const result = {
    name: 'ingest',
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    node: process.version,
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    units: `ms of CPU (user + system) of the scraping process per target and round; ${targetCount} targets every ${intervalMs} ms, ${destinations} destinations each: Prometheus page of ${prometheusSamples} samples, text page of ${statsLines} lines`,
    ours: { sweep: summary(costs('native')), prometheusPage: summary(costs('page')) },
    peer: version ? { name: `prometheus ${version}`, ...summary(costs('peer')) } : null,
    ratio: { sweep: ratio('native'), prometheusPage: ratio('page') },
    pairs,
    generator: summary(ways.flatMap((way) => found[way].map((phase) => phase.generatorMsPerRound))),
    checks: [...checks].map(([what, ok]) => ({ what, ok })),
  }
  console.log(JSON.stringify(result, null, 2))
  process.exitCode = [...checks.values()].every(Boolean) ? 0 : 1
} finally {
  targets.disconnect()
  rmSync(folder, { recursive: true, force: true })
}
