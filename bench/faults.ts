import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { noEnvoyReason } from '@/lib/testing/real-envoy'
import { killMoments, runKillCycles } from './faults/kill-cycles'
import { runStopCycles } from './faults/stop-cycles'

// `npm run bench -- faults [--json] [--stops 20] [--cycles 100] [--lanes 4]`: how soon a stopped fault is gone, and what is left after kill -9 of all of
// Outrider, on real Envoys. Lanes are Envoys of their own with an Outrider and a data folder of their own; they run beside each other.
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const quantile = (values: readonly number[], q: number): number | null =>
  sorted(values)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? null
const goalMs = { stopped: 2_000, killed: 25_000 }

if (noEnvoyReason) {
  console.error(`No Envoy, so nothing is measured: ${noEnvoyReason}`)
  process.exit(1)
}
const stops = await runStopCycles(option('stops', 20))
const lanes = option('lanes', 4)
const cycles = option('cycles', 100)
const perLane = Array.from({ length: lanes }, (_, lane) =>
  Array.from({ length: Math.ceil((cycles - lane) / lanes) }, (_, index) => killMoments[(lane + index) % killMoments.length] ?? 'injecting'),
)
const kills = (await Promise.all(perLane.map((moments) => runKillCycles(moments)))).flat()

const proved = stops.map(({ provedMs }) => provedMs)
const gone = kills.flatMap(({ goneMs }) => goneMs ?? [])
const residue = kills.filter(({ goneMs, hasReturned }) => goneMs === null || hasReturned).length
const report = {
  name: 'faults',
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  units: 'ms',
  stop: {
    cycles: stops.length,
    lastAbortMs: {
      median: quantile(
        stops.map(({ lastAbortMs }) => Math.max(0, lastAbortMs)),
        0.5,
      ),
      worst: Math.max(0, ...stops.map(({ lastAbortMs }) => lastAbortMs)),
    },
    provedGoneMs: { median: quantile(proved, 0.5), p95: quantile(proved, 0.95), worst: Math.max(...proved), goal: goalMs.stopped },
  },
  kill: {
    cycles: kills.length,
    lanes,
    moments: Object.fromEntries(killMoments.map((moment) => [moment, kills.filter((cycle) => cycle.moment === moment).length])),
    goneMs: {
      median: Math.round(quantile(gone, 0.5) ?? Number.NaN),
      worst: gone.length > 0 ? Math.round(Math.max(...gone)) : null,
      goal: goalMs.killed,
    },
    residue,
  },
}
console.log(JSON.stringify(report, null, 2))
if (residue > 0 || Math.max(...proved) > goalMs.stopped) process.exitCode = 1
