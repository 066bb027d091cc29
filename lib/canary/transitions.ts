import type { CanaryOutcome } from '@/lib/mesh/canary'
import {
  allTraffic,
  type CanaryCommand,
  type CanaryPhase,
  type CanaryRun,
  type CanaryState,
  type Hold,
  noTraffic,
  type Override,
  type Traffic,
  weightOf,
} from './canary-state'
import { startStep } from './evidence'
import { isSameTraffic } from './in-force'

/** The run with more commands. */
export const command = (run: CanaryRun, ...more: readonly CanaryCommand[]): CanaryRun => ({
  state: run.state,
  commands: [...run.commands, ...more],
})

/** The run with some of its state replaced. */
export const change = (run: CanaryRun, parts: Partial<CanaryState>): CanaryRun => ({ ...run, state: { ...run.state, ...parts } })

/** Into another phase; recorded when its name or its hold's cause is new. */
export function enterPhase(run: CanaryRun, phase: CanaryPhase, actor: string, text: string): CanaryRun {
  const former = run.state.phase
  return command(change(run, { phase }), { kind: 'record', from: former.name, to: phase.name, actor, text })
}

/** Asks the proxies for other traffic; nothing when they are asked for it already. The proof begins anew. */
export function setTraffic(run: CanaryRun, traffic: Traffic): CanaryRun {
  const { state } = run
  if (isSameTraffic(state.traffic, traffic)) return run
  const next = change(run, { traffic, trafficSince: state.at, inForceSince: null })
  return command(next, { kind: 'set_traffic', traffic, leaseUntil: state.leaseUntil })
}

/** Onto a step: its traffic is asked for, and "not worse" has to be shown anew. */
export function enterStep(run: CanaryRun, step: number, actor: string, text: string): CanaryRun {
  const { state } = run
  const traffic = state.plan.parameters.steps[step] ?? noTraffic
  const begun = change(run, {
    step,
    stepEntry: state.stepEntry + 1,
    goal: 'step',
    evidence: startStep(state.evidence, state.baseline),
    instancesSeen: [],
    aside: undefined,
    verdict: state.evidence.isWorse ? 'worse' : 'unknown',
  })
  const asked = enterPhase(setTraffic(begun, traffic), { name: 'applying', since: state.at }, actor, text)
  return command(asked, { kind: 'notify', event: 'step', text })
}

export function enterPromotion(run: CanaryRun, actor: string, text: string): CanaryRun {
  const asked = setTraffic(change(run, { goal: 'promotion' }), allTraffic)
  return command(enterPhase(asked, { name: 'promoting', since: run.state.at }, actor, text), { kind: 'notify', event: 'step', text })
}

/** To weight 0 in one jump: the leased value at once, the plain policy beside it. The first reason stays when it is told again. */
export function rollBack(run: CanaryRun, outcome: CanaryOutcome, actor: string, text: string): CanaryRun {
  const { phase, at } = run.state
  if (phase.name === 'rolling_back' || phase.name === 'ended') return run
  const zeroed = setTraffic(run, noTraffic)
  const entered = enterPhase(zeroed, { name: 'rolling_back', since: at, outcome, text, laggards: [] }, actor, text)
  return command(entered, { kind: 'write_policy', weightPercent: 0, reason: text }, { kind: 'notify', event: 'verdict', text })
}

/** Held with a cause; the same cause again only refreshes its words and keeps its beginning. */
export function hold(run: CanaryRun, held: Omit<Hold, 'since'>): CanaryRun {
  const { phase, at } = run.state
  if (phase.name === 'held' && phase.cause === held.cause) return change(run, { phase: { ...phase, text: held.text, exit: held.exit } })
  return enterPhase(run, { name: 'held', since: at, ...held }, 'canary', `held (${held.cause}): ${held.text}`)
}

/** The traffic that the present goal stands for. */
export const goalTraffic = ({ goal, step, plan }: CanaryState): Traffic =>
  goal === 'promotion' ? allTraffic : (plan.parameters.steps[step] ?? noTraffic)

/** Where the canary goes on when nothing holds it. */
export function unhold(run: CanaryRun): CanaryRun {
  const asked = setTraffic(run, goalTraffic(run.state))
  const { goal, inForceSince, at, phase } = asked.state
  const name = goal === 'promotion' ? 'promoting' : inForceSince === null ? 'applying' : 'watching'
  if (phase.name === name) return asked
  return enterPhase(
    asked,
    { name, since: at },
    'canary',
    name === 'watching' ? inForceText(asked.state) : `${name} ${trafficText(asked.state.traffic)}`,
  )
}

const inForceText = ({ traffic }: CanaryState): string => `${trafficText(traffic)} in force on every caller proxy`

/** "10 %", "a mirror of 5 %", "requests with x-tester: yes". */
export function trafficText(traffic: Traffic): string {
  switch (traffic.kind) {
    case 'weight':
      return `${weightOf(traffic)} %`
    case 'mirror':
      return `a mirror of ${traffic.percent} %`
    case 'cohort':
      return `requests with ${traffic.header}: ${traffic.value}`
  }
}

export const addOverride = (run: CanaryRun, override: Omit<Override, 'at'>): CanaryRun =>
  change(run, { overrides: [...run.state.overrides, { at: run.state.at, ...override }] })

/** Told once while the condition stands; forgotten by `calm` when it is over. */
export function alert(run: CanaryRun, key: string, text: string): CanaryRun {
  if (run.state.alerts.includes(key)) return run
  return command(change(run, { alerts: [...run.state.alerts, key] }), { kind: 'alert', key, text })
}

export const calm = (run: CanaryRun, key: string): CanaryRun =>
  run.state.alerts.includes(key) ? change(run, { alerts: run.state.alerts.filter((each) => each !== key) }) : run
