import type { z } from 'zod'
import type { compareResponseSchema } from '@/lib/api/compare'
import type { Comparison, WindowCoverage } from '@/lib/mesh/comparison'
import { toIso } from './time'

export const toComparisonWire = (comparison: Comparison): z.input<typeof compareResponseSchema> => ({
  ...comparison,
  now: toWindow(comparison.now),
  base: toWindow(comparison.base),
})

const toWindow = ({ from, to, proxies, coveredSeconds }: WindowCoverage) => ({ from: toIso(from), to: toIso(to), proxies, coveredSeconds })
