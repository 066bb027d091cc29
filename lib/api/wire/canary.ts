import type { z } from 'zod'
import type { canaryDetailSchema, canaryForecastSchema, canaryPlanSchema, canarySchema } from '@/lib/api/canaries'
import type { Canary, CanaryDetail, CanaryForecast, CanaryParameters, CanaryPlanView } from '@/lib/mesh/canary'
import { toEvidenceWire } from './change'
import { toIso, toIsoOrNull } from './time'

export const toCanaryWire = (canary: Canary): z.input<typeof canarySchema> => ({
  ...canary,
  hold: canary.hold && { ...canary.hold, since: toIso(canary.hold.since) },
  evidence: canary.evidence.map(toEvidenceWire),
  inForce: { ...canary.inForce, since: toIsoOrNull(canary.inForce.since) },
  forecast: toForecastWire(canary.forecast),
  leaseUntil: toIso(canary.leaseUntil),
  at: toIso(canary.at),
  startedAt: toIsoOrNull(canary.startedAt),
  endedAt: toIsoOrNull(canary.endedAt),
  parameters: toParametersWire(canary.parameters),
  requests: canary.requests.map((request) => ({ ...request, at: toIso(request.at) })),
  overrides: canary.overrides.map((override) => ({ ...override, at: toIso(override.at) })),
  warmOldUntil: toIsoOrNull(canary.warmOldUntil),
})

export const toCanaryDetailWire = ({ ticks, timeline, ...canary }: CanaryDetail): z.input<typeof canaryDetailSchema> => ({
  ...toCanaryWire(canary),
  ticks: ticks.map((tick) => ({ ...tick, from: toIso(tick.from), to: toIso(tick.to) })),
  timeline: timeline.map((event) => ({ ...event, at: toIso(event.at) })),
})

export const toCanaryPlanWire = (plan: CanaryPlanView): z.input<typeof canaryPlanSchema> => ({
  ...plan,
  parameters: toParametersWire(plan.parameters),
  forecast: toForecastWire(plan.forecast),
})

const toForecastWire = (forecast: CanaryForecast): z.input<typeof canaryForecastSchema> => ({
  ...forecast,
  measured: forecast.measured && { from: toIso(forecast.measured.from), to: toIso(forecast.measured.to) },
})

const toParametersWire = (parameters: CanaryParameters) => ({ ...parameters, steps: [...parameters.steps] })
