import type { Millis } from '@/lib/mesh/names'
import type { Baseline } from './baseline'
import { type CanaryPlan, type CanaryState, noTraffic } from './canary-state'
import { startEvidence } from './evidence'

/** A draft at weight 0. baseline: read from the hour before, fixed from here on; policyRevision: what the plan was made on. */
export function startCanary(plan: CanaryPlan, baseline: Baseline, policyRevision: number, now: Millis): CanaryState {
  return {
    plan,
    baseline,
    phase: { name: 'draft', since: now, problems: [] },
    step: 0,
    stepEntry: 0,
    goal: 'step',
    traffic: noTraffic,
    trafficSince: now,
    inForceSince: null,
    startedAt: null,
    at: now,
    leaseUntil: now + plan.parameters.leaseSeconds * 1000,
    policyRevision,
    paused: null,
    isTrustAccepted: false,
    hasShrunk: false,
    evidence: startEvidence(baseline),
    verdict: 'unknown',
    decidedUntil: null,
    completeUntil: null,
    instancesSeen: [],
    split: { canary: 0, baseline: 0 },
    recentBaseline: [],
    alerts: [],
    overrides: [],
    answered: [],
    warmOldUntil: null,
  }
}
