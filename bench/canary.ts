import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { evidenceVersion } from '@/lib/canary/evidence'
import { type LiveNumbers, measureLive } from './canary/live'
import { type Scenario, scenarios } from './canary/scenarios'
import { simulate } from './canary/simulate'
import { type Row, summarise } from './canary/summarise'

// Seeded Monte Carlo on the real controller: 5,000 runs for false alarms, 1,000 for the rest, or --runs N for all; --only TEXT takes the scenarios that hold it. Then
// 100 canaries on a running Outrider: what they cost, and how fast they end (--only live: that alone; --only ends: only how fast; --no-live: neither).
const argument = (name: string): string | undefined => {
  const index = process.argv.indexOf(name)
  return index < 0 ? undefined : process.argv[index + 1]
}
const asked = argument('--runs')
const only = argument('--only')
const isJson = process.argv.includes('--json')
const runsOf = ({ asks }: Scenario): number => (asked === undefined ? (asks === 'false alarm' ? 5000 : 1000) : Number(asked))

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const cpu = process.cpuUsage()
const rows = scenarios
  .filter(({ name }) => only === undefined || name.includes(only))
  .map((scenario) => {
    const row = summarise(
      scenario,
      Array.from({ length: runsOf(scenario) }, (_, index) => simulate(scenario, index + 1)),
    )
    if (!isJson) console.log(toLine(row))
    return row
  })
const used = process.cpuUsage(cpu)

function toLine({ name, runs, what, value, low, high, found, threshold, bar, ok, isSure }: Row): string {
  const isRate = what === 'false alarm' || what === 'wrong promotion'
  const show = (number: number | null): string => (number === null ? 'never' : isRate ? `${(100 * number).toFixed(2)} %` : `${number} s`)
  const verdict =
    ok === null ? '' : ok ? `  ok${isSure ? '' : ', not sure at these runs'} (bar ${show(bar)})` : `  MISSED (bar ${show(bar)})`
  const seen = isRate ? '' : `, in ${(100 * found).toFixed(0)} % of runs`
  return `${name}: ${what} ${show(value)} [${show(low)}, ${show(high)}]${seen}, ${runs} runs${threshold ? `; threshold rule ${show(threshold.value)}` : ''}${verdict}`
}

const live =
  process.argv.includes('--no-live') || (only !== undefined && only !== 'live' && only !== 'ends')
    ? null
    : await measureLive(isJson ? () => {} : console.log, only !== 'ends')
const liveChecks = live === null ? [] : checksOf(live)
if (live && !isJson)
  for (const { what, value, bar, ok } of liveChecks) console.log(`${what}: ${value}  ${ok ? 'ok' : 'MISSED'} (bar ${bar})`)

function checksOf({ cost, abortToPushMs, verdictToZeroMs }: LiveNumbers) {
  const check = (what: string, value: number, bar: number) => ({ what, value, bar, ok: value <= bar })
  return [
    ...(cost ? [check('per cent of a core for 100 canaries', cost.percent, 5)] : []),
    check('ms from an abort until the first proxy has it, the slowest of 20', abortToPushMs.most, 200),
    check('ms from a verdict until weight 0 is proved on all callers, the slowest of 20', verdictToZeroMs.most, 2000),
  ]
}

if (isJson) {
  console.log(
    JSON.stringify(
      {
        name: 'canary',
        commit,
        node: process.version,
        cpu: cpus()[0]?.model ?? '',
        cores: cpus().length,
        units:
          'rates 0..1 per run with 95 % Wilson bounds; medians in s from the weight in force, warm-up and tick included; seeds 1..runs',
        evidenceVersion,
        cpuSeconds: Math.round((used.user + used.system) / 1e4) / 100,
        rows,
        live,
        checks: [...rows.flatMap((row) => (row.ok === null ? [] : [{ what: row.name, ok: row.ok }])), ...liveChecks],
      },
      null,
      2,
    ),
  )
}
// With few runs an estimate misses its bar by chance: then only bounds that lie wholly above it count.
const isMissed = ({ ok, bar, low }: Row): boolean => ok === false && (asked === undefined || (bar !== null && (low === null || low > bar)))
if (rows.some(isMissed) || liveChecks.some(({ ok }) => !ok)) process.exitCode = 1
