import type { z } from 'zod'
import type { driftSchema } from '@/lib/api/drift'
import type { Drift } from '@/lib/mesh/drift'
import { toIso } from './time'

export const toDriftWire = (drift: Drift): z.input<typeof driftSchema> => ({
  ...drift,
  since: toIso(drift.since),
  seenAt: toIso(drift.seenAt),
  ignored: drift.ignored && { ...drift.ignored, until: toIso(drift.ignored.until) },
  asked: drift.asked && { ...drift.asked, at: toIso(drift.asked.at) },
})
