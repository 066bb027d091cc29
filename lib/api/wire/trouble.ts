import type { z } from 'zod'
import type { troubleSchema } from '@/lib/api/problems'
import type { Trouble } from '@/lib/mesh/trouble'
import { toIso, toIsoOrNull } from './time'

export const toTroubleWire = ({ likelihood: _, ...trouble }: Trouble): z.input<typeof troubleSchema> => ({
  ...trouble,
  causes: trouble.causes.map((cause) => ({ ...cause, at: toIso(cause.at) })),
  since: toIsoOrNull(trouble.since),
})
