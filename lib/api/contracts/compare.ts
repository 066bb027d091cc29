import { compareRequestSchema, compareResponseSchema } from '@/lib/api/compare'
import { toComparisonWire } from '@/lib/api/wire/comparison'
import { parseTime } from '@/lib/api/wire/time'
import type { Comparison } from '@/lib/mesh/comparison'
import type { Millis } from '@/lib/mesh/names'
import type { TopologyView } from '@/lib/mesh/topology'
import { BadInput, defineContract } from './contract'
import { parseRange } from './range'

type Range = { from: Millis; to: Millis }
export type CompareInput = {
  /** null: whatever is usual beside this base. */
  range: Range | null
  base: { kind: 'window'; range: Range } | { kind: 'before'; changeId: string } | { kind: 'ago'; ms: number }
  view: TopologyView
}

export const compareTopologyContract = defineContract({
  method: 'GET',
  path: '/api/v1/topology/compare',
  summary: 'What is new, gone, slower, fails more or less or has another rate than in another window, with its significance',
  query: compareRequestSchema,
  response: compareResponseSchema,
  errors: ['not_found'],
  toInput: ({ query, now }): CompareInput => {
    const isGiven = query.from !== undefined || query.to !== undefined
    return { range: isGiven ? parseRange(query, now, 60_000) : null, base: parseBase(query, now), view: query.view }
  },
  toWire: (comparison: Comparison) => toComparisonWire(comparison),
})

type Query = { base?: string | undefined; baseFrom?: string | undefined; baseTo?: string | undefined }

function parseBase({ base, baseFrom, baseTo }: Query, now: Millis): CompareInput['base'] {
  const isWindow = baseFrom !== undefined || baseTo !== undefined
  if (base !== undefined) {
    if (isWindow) throw new BadInput('base', 'give either base, or baseFrom and baseTo, not both')
    const value = base.slice(base.indexOf(':') + 1)
    if (base.startsWith('before:')) return { kind: 'before', changeId: value }
    const ms = now - (parseTime(`now-${value}`, now) ?? now)
    if (ms <= 0) throw new BadInput('base', 'a window ago:0 is the window itself; use e.g. ago:1h')
    return { kind: 'ago', ms }
  }
  if (baseFrom === undefined || baseTo === undefined)
    throw new BadInput(
      baseFrom === undefined && isWindow ? 'baseFrom' : 'baseTo',
      'say what to compare with: baseFrom and baseTo, or base=before:<change id> or base=ago:1h',
    )
  return { kind: 'window', range: parseRange({ from: baseFrom, to: baseTo }, now, 0, { from: 'baseFrom', to: 'baseTo' }) }
}
