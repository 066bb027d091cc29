import type { CanaryOutcome, CanaryParameters, CanaryStep, CanaryVerdict, HoldCause } from '@/lib/mesh/canary'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Aside } from './aside'
import type { Baseline } from './baseline'
import type { RunEvidence } from './evidence'
import type { DecidedTick } from './replay'

/** Never edited once started; an edited plan is a new canary. `baseline` is a version. overrideLock: the reason why another holder's lock is overridden. */
export type CanaryPlan = {
  id: string
  service: ServiceName
  version: string
  baseline: string
  parameters: CanaryParameters
  actor: string
  reason: string
  overrideLock: string | null
}

/** What the proxies are asked to do with this route: a step, or weight 0 or 100. */
export type Traffic = CanaryStep

/** Why it stands still, in words, and what ends the hold. */
export type Hold = { cause: HoldCause; since: Millis; text: string; exit: string }

export type CanaryPhase =
  | { name: 'draft'; since: Millis; problems: readonly string[] }
  | { name: 'applying'; since: Millis }
  | { name: 'watching'; since: Millis }
  | ({ name: 'held' } & Hold)
  | { name: 'promoting'; since: Millis }
  | { name: 'rolling_back'; since: Millis; outcome: CanaryOutcome; text: string; laggards: readonly string[] }
  | { name: 'ended'; since: Millis; outcome: CanaryOutcome; text: string }

/** A person's decision against or without the evidence. */
export type Override = { at: Millis; actor: string; what: string; reason: string }

/** Everything a canary is; plain values, to be stored as JSON before its commands are applied. */
export type CanaryState = {
  plan: CanaryPlan
  baseline: Baseline
  phase: CanaryPhase
  /** Index of the present step, and how many times any step was entered: evidence of a step begins anew with each entry. */
  step: number
  stepEntry: number
  /** promotion: the last step is behind it and 100 % is asked for. */
  goal: 'step' | 'promotion'
  traffic: Traffic
  trafficSince: Millis
  /** When the present traffic was proved in force on all caller proxies without a break; null while it is not. */
  inForceSince: Millis | null
  startedAt: Millis | null
  /** The time of the last step; never goes back. */
  at: Millis
  leaseUntil: Millis
  policyRevision: number
  paused: { actor: string; reason: string } | null
  /** A person lets verdicts act although the A/A test alarmed. */
  isTrustAccepted: boolean
  hasShrunk: boolean
  evidence: RunEvidence
  verdict: CanaryVerdict
  /** The end of the newest decided tick, and of the newest complete one. */
  decidedUntil: Millis | null
  completeUntil: Millis | null
  /** Canary instances that counted in this entry of the step. */
  instancesSeen: readonly string[]
  /** Of a step beside the weights only. */
  aside?: Aside | undefined
  /** Requests counted since the present traffic is in force, for the split check. */
  split: { canary: number; baseline: number }
  /** The baseline's last clean ticks, newest last. */
  recentBaseline: readonly { n: number; x: number }[]
  /** Conditions that stand and have been alerted. */
  alerts: readonly string[]
  overrides: readonly Override[]
  /** Ids of the newest requests that were answered. */
  answered: readonly string[]
  /** Until when the old version stays reachable after promotion. */
  warmOldUntil: Millis | null
}

/**
 * What is to be done, in this order; each may be done twice. set_traffic: the leased overlay; write_policy: the plain weight of the canary's version, the rest
 * goes to the baseline; drop_lease: once the plain weight is loaded, so that nothing moves; store_tick: for ever, for replay.
 */
export type CanaryCommand =
  | { kind: 'set_traffic'; traffic: Traffic; leaseUntil: Millis }
  | { kind: 'write_policy'; weightPercent: 0 | 100; reason: string }
  | { kind: 'restore_policy'; toRevision: number; reason: string }
  | { kind: 'drop_lease' }
  | {
      kind: 'store_tick'
      decided: DecidedTick
      harmLn: number
      errorsLn: number
      boundsLn: readonly number[]
      /** "Not worse" in this step, after the tick; latency is null where none is judged. */
      notWorseLn: { errors: number; latency: number | null }
      version: string
    }
  | { kind: 'record'; from: CanaryPhase['name']; to: CanaryPhase['name']; actor: string; text: string }
  | { kind: 'notify'; event: 'started' | 'step' | 'verdict' | 'ended'; text: string }
  | { kind: 'alert'; key: string; text: string }
  | { kind: 'answer'; requestId: string; accepted: boolean; text: string }

/** The state after a step, and what it commands. */
export type CanaryRun = { state: CanaryState; commands: readonly CanaryCommand[] }

export const weightOf = (traffic: Traffic): number => (traffic.kind === 'weight' ? traffic.weightPercent : 0)
export const noTraffic: Traffic = { kind: 'weight', weightPercent: 0 }
export const allTraffic: Traffic = { kind: 'weight', weightPercent: 100 }
