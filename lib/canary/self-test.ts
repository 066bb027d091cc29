import type { CanaryParameters } from '@/lib/mesh/canary'
import { formatNumber } from '@/lib/mesh/format'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Baseline } from './baseline'
import { addTick, type RunEvidence, startEvidence } from './evidence'
import { findUnsound, type StratumCounts, type Tick } from './tick'
import { judge } from './verdict'

/** Two things that are alike: two versions that people say are equal, or two halves of the instances of one. */
export type SelfTestArms = { kind: 'versions'; first: string; second: string } | { kind: 'instances'; version: string }

/** Of one run, as long as it is neither over nor alarmed. baseline: the hour before it, fixed, as a canary's is. */
export type SelfTestRun = { since: Millis; baseline: Baseline; evidence: RunEvidence }

/** An A/A test: a canary's own judgement of two things that are alike, run after run without end. Whatever it finds is a false alarm. It never moves a weight. */
export type SelfTest = {
  id: string
  service: ServiceName
  arms: SelfTestArms
  actor: string
  reason: string
  startedAt: Millis
  /** null: it runs. */
  stopped: { at: Millis; actor: string; reason: string } | null
  /** Runs that are over, those among them that alarmed, and ticks that counted in all of them and the present one. */
  runs: number
  falseAlarms: number
  ticks: number
  lastAlarm: { at: Millis; sentence: string } | null
  run: SelfTestRun | null
  /** Why nothing is counted now, in words; null while it counts. */
  waiting: string | null
}

/** A run spends α once, so it is as long as a canary is likely to be judged. */
export const selfTestRunMs = 3_600_000

export const startSelfTest = (asked: Pick<SelfTest, 'id' | 'service' | 'arms' | 'actor' | 'reason' | 'startedAt'>): SelfTest => ({
  ...asked,
  stopped: null,
  runs: 0,
  falseAlarms: 0,
  ticks: 0,
  lastAlarm: null,
  run: null,
  waiting: 'its first run has not begun',
})

/** A new run against the hour before it. The arms take turns at being the canary, so that a difference of either sign is seen. */
export function beginRun(test: SelfTest, hour: Baseline, now: Millis): SelfTest {
  const baseline = test.arms.kind === 'instances' ? { ...hour, bounds: [], promotionBoundMs: null } : hour
  return { ...test, run: { since: now, baseline, evidence: startEvidence(baseline) } }
}

/** Which version stands for the canary in the present run and which for the baseline. */
export function armsOfRun({ arms, runs }: Pick<SelfTest, 'arms' | 'runs'>): { canary: string | null; baseline: string } {
  if (arms.kind === 'instances') return { canary: null, baseline: arms.version }
  return runs % 2 === 0 ? { canary: arms.second, baseline: arms.first } : { canary: arms.first, baseline: arms.second }
}

/** The test after one closed tick: counted, or left out with the reason in `waiting`. A run that alarms or is over is counted, and the next one has to be begun. */
export function takeSelfTestTick(test: SelfTest, tick: Tick, parameters: CanaryParameters, now: Millis): SelfTest {
  const { run } = test
  if (!run) return test
  const strata = test.arms.kind === 'instances' ? tick.strata.flatMap((stratum) => toHalves(stratum, test.runs)) : tick.strata
  const leftOut =
    findUnsound(tick) ?? tick.dirty ?? (tick.isComplete ? findOneSided(test.arms, strata) : 'too few calling proxies answered')
  if (leftOut !== null) return endRun({ ...test, waiting: leftOut }, now)
  const evidence = addTick(run.evidence, { ...tick, strata }, run.baseline, parameters, null)
  const counted = { ...test, ticks: test.ticks + 1, run: { ...run, evidence }, waiting: null }
  if (!evidence.isWorse) return endRun(counted, now)
  const { sentence } = judge(evidence, run.baseline, parameters)
  return { ...counted, runs: test.runs + 1, falseAlarms: test.falseAlarms + 1, lastAlarm: { at: now, sentence }, run: null }
}

/** A run in which no tick counted is no run. */
function endRun(test: SelfTest, now: Millis): SelfTest {
  if (!test.run || now - test.run.since < selfTestRunMs) return test
  return { ...test, runs: test.run.evidence.ticks > 0 ? test.runs + 1 : test.runs, run: null }
}

/** The two halves of the baseline's instances as arms, in turns; nothing where they cannot be told apart. Hosts have no latency of their own. */
function toHalves({ caller, halves }: StratumCounts, runs: number): StratumCounts[] {
  if (!halves) return []
  const { nc, nb, xc, xb } = halves
  const cell = runs % 2 === 0 ? halves : { nc: nb, nb: nc, xc: xb, xb: xc }
  return [{ caller, nc: cell.nc, nb: cell.nb, xc: cell.xc, xb: cell.xb, latency: null }]
}

function findOneSided(arms: SelfTestArms, strata: readonly StratumCounts[]): string | null {
  if (strata.some(({ nc, nb }) => nc > 0 && nb > 0)) return null
  return arms.kind === 'instances'
    ? `${arms.version} has no two instances that answer requests: there are no halves to compare`
    : `not both of ${arms.first} and ${arms.second} have traffic of one caller`
}

/** `3 false alarms in 412 runs (0.73 %; at most 1 % are expected)`. */
export function selfTestSentence({ runs, falseAlarms }: Pick<SelfTest, 'runs' | 'falseAlarms'>, alpha: number): string {
  const alarms = falseAlarms === 0 ? 'no false alarm' : falseAlarms === 1 ? '1 false alarm' : `${falseAlarms} false alarms`
  if (runs === 0) return `${alarms} yet: its first run is not over`
  const percent = (100 * falseAlarms) / runs
  const expected = `at most ${formatNumber(100 * alpha)} % are expected`
  return `${alarms} in ${runs === 1 ? '1 run' : `${runs} runs`} (${Number(percent.toPrecision(2))} %; ${expected})`
}
