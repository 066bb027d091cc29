import { formatCount } from '@/lib/mesh/format'
import type { CanaryState } from './canary-state'
import { sumCells } from './evidence'
import { lnMixture } from './mixture'
import { errorGrid, oddsEvidenceLn } from './odds-evidence'
import { type Cell, inOrder, type StratumCounts } from './tick'

/** What a step beside the weights has counted: Σ_t ln e_t(ψ_k) of 2.2 over its ticks, and both sides. Shown to a person, in no verdict. */
export type Aside = { sums: readonly number[]; total: Cell }

const nothing: Aside = { sums: errorGrid.map(() => 0), total: { nc: 0, nb: 0, xc: 0, xb: 0 } }

/** Of one clean tick; `c` are the copies (or the cohort), `b` the requests of the baseline in the same windows. */
export function addAside(before: Aside | undefined, strata: readonly StratumCounts[]): Aside {
  return inOrder(strata).reduce(
    ({ sums, total }, cell): Aside => ({
      sums: sums.map((sum, k) => sum + oddsEvidenceLn(cell, errorGrid[k] ?? 1)),
      total: sumCells(total, cell),
    }),
    before ?? nothing,
  )
}

/** What a person who has to go on from this step should know; copies are compared with what they copy, a cohort with nobody, as others are no control of it. */
export function asideSentence({ aside = nothing, traffic, baseline, plan }: CanaryState): string {
  const { nc, nb, xc, xb } = aside.total
  const failed = `${formatCount(xc)} of ${formatCount(nc)}`
  if (traffic.kind === 'cohort') return nc === 0 ? 'no request of the cohort came yet' : `${failed} requests of the cohort failed`
  if (nc === 0) return 'no copy was answered yet'
  const counts = `${failed} copies failed, ${formatCount(xb)} of ${formatCount(nb)} requests of ${plan.baseline}`
  const isShown = lnMixture(aside.sums, baseline.errors.phi) >= -Math.log(plan.parameters.alpha)
  return `${counts}; ${isShown ? 'the copies are shown to fail more' : 'it is not shown that the copies fail more'}`
}
