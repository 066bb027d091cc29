import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { evidenceVersion } from '@/lib/canary/evidence'
import { type Scenario, scenarios } from './canary/scenarios'
import { simulate } from './canary/simulate'
import { type Row, summarise } from './canary/summarise'

// Seeded Monte Carlo on the real controller: 5,000 runs for false alarms, 1,000 for the rest, or --runs N for all; --only TEXT takes the scenarios that hold it.
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
        checks: rows.flatMap((row) => (row.ok === null ? [] : [{ what: row.name, ok: row.ok }])),
      },
      null,
      2,
    ),
  )
}
// With few runs an estimate misses its bar by chance: then only bounds that lie wholly above it count.
const isMissed = ({ ok, bar, low }: Row): boolean => ok === false && (asked === undefined || (bar !== null && (low === null || low > bar)))
if (rows.some(isMissed)) process.exitCode = 1
