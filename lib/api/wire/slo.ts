import type { z } from 'zod'
import type { sloStatusSchema } from '@/lib/api/slos'
import type { SloStatus } from '@/lib/mesh/slo'
import { toIso } from './time'

export const toSloWire = ({ slo, objectives }: SloStatus): z.input<typeof sloStatusSchema> => ({ ...slo, at: toIso(slo.at), objectives })
