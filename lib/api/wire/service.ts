import type { z } from 'zod'
import type { serviceDetailSchema, serviceSummarySchema } from '@/lib/api/services'
import type { ServiceDetail, ServiceSummary } from '@/lib/mesh/service-view'
import { toChangeWire } from './change'
import { toOverlayWire, toPolicyWire } from './policy'
import { toSloWire } from './slo'

export const toServiceSummaryWire = (service: ServiceSummary): z.input<typeof serviceSummarySchema> => ({
  ...service,
  overlays: service.overlays.map(toOverlayWire),
  slo: service.slo && toSloWire(service.slo),
})

export const toServiceDetailWire = (service: ServiceDetail): z.input<typeof serviceDetailSchema> => ({
  ...service,
  overlays: service.overlays.map(toOverlayWire),
  slo: service.slo && toSloWire(service.slo),
  policy: service.policy && toPolicyWire(service.policy),
  recentChanges: service.recentChanges.map(toChangeWire),
})
