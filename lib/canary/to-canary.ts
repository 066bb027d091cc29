import type { Canary, CanaryDetail, CanaryEvent, CanaryJudgement, CanaryRequest, CanaryTick } from '@/lib/mesh/canary'
import { countInForce } from '@/lib/mesh/evidence'
import type { CanaryRecord, StoredTick } from './canary-record'
import { type CanaryState, weightOf } from './canary-state'
import { forecastCanary } from './forecast-canary'
import { isUntrusted } from './hold-reason'
import { oddsInterval } from './odds-interval'
import { trafficText } from './transitions'
import { judge } from './verdict'

const shownTicks = 500

/** A stored canary as it is shown. The interval of the odds ratio needs the ticks and is null without them. */
export function toCanary(record: CanaryRecord, requests: readonly CanaryRequest[], ticks: readonly StoredTick[] | null = null): Canary {
  const { state, evidence } = record
  const { plan, phase, baseline } = state
  const judgement = toJudgement(state, ticks)
  const isBegun = state.startedAt !== null
  return {
    id: plan.id,
    service: plan.service,
    version: plan.version,
    baseline: plan.baseline,
    preset: record.preset,
    state: phase.name,
    stateText: toStateText(state),
    outcome: phase.name === 'ended' ? phase.outcome : null,
    step: isBegun ? state.step + 1 : 0,
    weight: weightOf(state.traffic),
    verdict: state.verdict,
    untrusted: isUntrusted(state),
    hold: phase.name === 'held' ? { cause: phase.cause, since: phase.since, text: phase.text, exit: phase.exit } : null,
    evidence,
    inForce: {
      ...countInForce(evidence),
      since: state.inForceSince,
      laggards: evidence.filter((row) => row.stage !== 'loaded' && row.stage !== 'observed').map((row) => row.proxyId),
    },
    forecast: forecastNow(record, ticks),
    leaseUntil: state.leaseUntil,
    actor: plan.actor,
    reason: plan.reason,
    at: record.at,
    startedAt: state.startedAt,
    endedAt: phase.name === 'ended' ? phase.since : null,
    parameters: plan.parameters,
    problems: phase.name === 'draft' ? [...phase.problems] : [],
    judgement,
    requests: [...requests],
    overrides: [...state.overrides],
    alerts: state.alerts.map((key) => ({ key, text: record.alertTexts[key] ?? key })),
    changes: record.changes,
    warmOldUntil: state.warmOldUntil,
    slowerBoundMs: judgement.latency?.isNamed ? judgement.latency.boundMs : baseline.promotionBoundMs,
  }
}

/** The same with its history. */
export function toCanaryDetail(
  record: CanaryRecord,
  requests: readonly CanaryRequest[],
  ticks: readonly StoredTick[],
  timeline: readonly CanaryEvent[],
): CanaryDetail {
  const canary = toCanary(record, requests, ticks)
  const boundMs = canary.slowerBoundMs
  return { ...canary, ticks: ticks.slice(-shownTicks).map((tick) => toTick(tick, boundMs)), timeline: [...timeline] }
}

function toStateText({ phase, traffic, plan }: CanaryState): string {
  switch (phase.name) {
    case 'draft':
      return phase.problems.length === 0 ? 'waiting to begin' : phase.problems.join('; ')
    case 'applying':
      return `${trafficText(traffic)} is being loaded on every caller proxy`
    case 'watching':
      return `${trafficText(traffic)} in force on every caller proxy`
    case 'held':
      return phase.text
    case 'promoting':
      return `${plan.version} is getting all of the traffic`
    case 'rolling_back':
      return `${phase.text}; weight 0 is being proved`
    case 'ended':
      return phase.text
  }
}

function toJudgement({ evidence, baseline, plan }: CanaryState, ticks: readonly StoredTick[] | null): CanaryJudgement {
  const judged = judge(evidence, baseline, plan.parameters)
  const { nc, nb, xc, xb } = judged.errors.counts
  const bound = baseline.bounds.find(({ boundMs }) => boundMs === judged.latency?.boundMs)
  return {
    sentence: judged.sentence,
    harmLn: judged.harmLn,
    alarmLn: judged.alarmLn,
    anytimeP: judged.anytimeP,
    errors: {
      harmLn: judged.errors.harmLn,
      isNamed: judged.errors.isNamed,
      canary: { requests: nc, errors: xc },
      baseline: { requests: nb, errors: xb },
      phi: baseline.errors.phi,
      isDispersionMeasured: baseline.errors.isMeasured,
      oddsRatio: ticks && xc + xb > 0 ? toOddsRatio(ticks, evidence.restarts, baseline.errors.phi, plan.parameters.alpha) : null,
    },
    latency: judged.latency && {
      harmLn: judged.latency.harmLn,
      isNamed: judged.latency.isNamed,
      boundMs: judged.latency.boundMs,
      boundLn: judged.latency.boundLn,
      canary: { samples: judged.latency.counts.nc, slower: judged.latency.counts.xc },
      baseline: { samples: judged.latency.counts.nb, slower: judged.latency.counts.xb },
      phi: bound?.dispersion.phi ?? 1,
      isDispersionMeasured: bound?.dispersion.isMeasured ?? false,
    },
    notWorse: { ...judged.notWorse, boundMs: baseline.promotionBoundMs },
    restarts: evidence.restarts,
  }
}

function toOddsRatio(ticks: readonly StoredTick[], restarts: number, phi: number, alpha: number) {
  const counted = ticks.filter(({ decided }) => decided.leftOut === null && decided.restarts === restarts)
  return oddsInterval(
    counted.flatMap(({ decided }) => decided.tick.strata),
    phi,
    alpha,
  )
}

/** Before it has begun the forecast of its start; then the same question at its present share and at the traffic of the newest ticks. */
function forecastNow({ state, forecast }: CanaryRecord, ticks: readonly StoredTick[] | null): Canary['forecast'] {
  const weight = weightOf(state.traffic)
  if (weight <= 0 || weight >= 100) return forecast
  const recent = (ticks ?? []).slice(-12)
  const seconds = recent.reduce((sum, { decided }) => sum + (decided.tick.to - decided.tick.from) / 1000, 0)
  const requests = recent.reduce((sum, { decided }) => sum + decided.tick.strata.reduce((all, { nc, nb }) => all + nc + nb, 0), 0)
  return forecastCanary({
    baseline: state.baseline,
    parameters: state.plan.parameters,
    requestsPerSecond: seconds > 0 ? requests / seconds : forecast.requestsPerSecond,
    share: weight / 100,
    measured: forecast.measured,
    promotion: forecast.promotion,
  })
}

function toTick({ decided, harmLn, notWorseLn }: StoredTick, boundMs: number | null): CanaryTick {
  const { tick } = decided
  const sum = (read: (stratum: (typeof tick.strata)[number]) => number): number =>
    tick.strata.reduce((all, stratum) => all + read(stratum), 0)
  const hasLatency = boundMs !== null && tick.strata.some(({ latency }) => latency?.slower.some((count) => count.boundMs === boundMs))
  const slower = (arm: 'canary' | 'baseline') => ({
    samples: hasLatency ? sum(({ latency }) => latency?.[arm] ?? 0) : null,
    slower: hasLatency ? sum(({ latency }) => latency?.slower.find((count) => count.boundMs === boundMs)?.[arm] ?? 0) : null,
  })
  return {
    from: tick.from,
    to: tick.to,
    step: decided.step + 1,
    weight: decided.weightPercent,
    leftOut: decided.leftOut,
    canary: { requests: sum(({ nc }) => nc), errors: sum(({ xc }) => xc), ...slower('canary') },
    baseline: { requests: sum(({ nb }) => nb), errors: sum(({ xb }) => xb), ...slower('baseline') },
    worseLn: harmLn,
    notWorseLn,
  }
}
