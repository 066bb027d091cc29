import type { z } from 'zod'
import type { CanaryDetailWire, CanaryPlanWire } from '@/lib/api/canaries'
import type { servicesResponseSchema } from '@/lib/api/services'
import { presets } from '@/lib/canary/presets'

type Tick = CanaryDetailWire['ticks'][number]
const start = Date.parse('2026-11-25T14:31:00.000Z')

/** The moment `seconds` after the example's start. */
export const canaryTime = (seconds: number): string => new Date(start + seconds * 1000).toISOString()

/** A tick of 15 s that begins `seconds` after the start: 100 requests on the canary with 5 errors, 900 on the baseline with 9. */
export const exampleTick = (seconds: number, changes: Partial<Tick> = {}): Tick => ({
  from: canaryTime(seconds),
  to: canaryTime(seconds + 15),
  step: 1,
  weight: 5,
  leftOut: null,
  canary: { requests: 100, errors: 5, samples: 100, slower: 20 },
  baseline: { requests: 900, errors: 9, samples: 900, slower: 90 },
  worseLn: 0,
  notWorseLn: { errors: 0, latency: 0 },
  ...changes,
})

/** A canary of shop/reviews v2 against v1, preset normal, watching its first step; nothing is shown yet. */
export function exampleCanary(changes: Partial<CanaryDetailWire> = {}): CanaryDetailWire {
  const { steps, ...parameters } = presets.normal
  return {
    id: 'canary-1',
    service: 'shop/reviews',
    version: 'v2',
    baseline: 'v1',
    preset: 'normal',
    state: 'watching',
    stateText: '5 % in force on every caller proxy',
    outcome: null,
    step: 1,
    weight: 5,
    verdict: 'unknown',
    untrusted: false,
    hold: null,
    evidence: [
      { proxyId: 'frontend-1', stage: 'loaded', at: { stored: canaryTime(0), accepted: canaryTime(0), loaded: canaryTime(1) } },
      { proxyId: 'frontend-2', stage: 'accepted', at: { stored: canaryTime(0), accepted: canaryTime(0) }, reason: 'not read back yet' },
    ],
    inForce: { loaded: 1, observed: 0, total: 2, since: null, laggards: ['frontend-2'] },
    forecast: {
      sentence: 'a doubling of errors would be seen in about 3 min at 142 requests per second',
      requestsPerSecond: 142,
      baseErrorRatio: 0.005,
      doublingSeconds: 180,
      fourfoldSeconds: 50,
      tenfoldSeconds: 20,
      promotion: { medianSeconds: 600, p90Seconds: 900, runs: 200 },
      isDispersionMeasured: true,
      measured: { from: canaryTime(-3600), to: canaryTime(0) },
    },
    leaseUntil: canaryTime(300),
    actor: 'Mira K.',
    reason: 'release 2.1',
    at: canaryTime(-2),
    startedAt: canaryTime(0),
    endedAt: null,
    parameters: { ...parameters, steps: [...steps] },
    problems: [],
    judgement: {
      sentence: 'unknown: the counts so far show neither harm nor its absence',
      harmLn: 0,
      alarmLn: Math.log(100),
      anytimeP: 1,
      errors: {
        harmLn: 0,
        isNamed: false,
        canary: { requests: 100, errors: 5 },
        baseline: { requests: 900, errors: 9 },
        phi: 1.2,
        isDispersionMeasured: true,
        oddsRatio: null,
      },
      latency: null,
      notWorse: { errorsLn: 0, latencyLn: 0, requiredLn: Math.log(20), boundMs: 100 },
      restarts: 0,
    },
    requests: [],
    overrides: [],
    alerts: [],
    changes: [],
    warmOldUntil: null,
    slowerBoundMs: 100,
    ticks: [],
    timeline: [],
    ...changes,
  }
}

/** What a start of it would be: allowed, at four requests per second. */
export function examplePlan(changes: Partial<CanaryPlanWire> = {}): CanaryPlanWire {
  const { service, version, baseline, preset, parameters, forecast } = exampleCanary()
  return {
    service,
    version,
    baseline,
    preset,
    parameters,
    forecast: { ...forecast, sentence: 'a doubling of errors would be seen in about 3 min at 4 requests per second' },
    problems: [],
    warnings: [],
    holder: null,
    proxies: ['frontend-1', 'frontend-2'],
    policyRevision: 3,
    ...changes,
  }
}

/** The one service that it is of: v1 has all of the traffic. */
export const exampleServices = (): z.infer<typeof servicesResponseSchema> => ({
  simulated: false,
  services: [
    {
      name: 'shop/reviews',
      namespace: 'shop',
      kind: 'service',
      protocol: 'http',
      declared: true,
      health: 'healthy',
      healthReasons: [],
      signals: { requestsPerSecond: 4, errorRatio: 0, latencyMs: null },
      connectionsPerSecond: null,
      versions: [
        { name: 'v1', weightPercent: 100, instances: 1 },
        { name: 'v2', weightPercent: 0, instances: 1 },
      ],
      proxies: { total: 2, answering: 2, inSync: 2 },
      policyRevision: 3,
      overlays: [],
      slo: null,
    },
  ],
})
