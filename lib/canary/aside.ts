import { sumCells } from './evidence'
import { errorGrid, oddsEvidenceLn } from './odds-evidence'
import { type Cell, inOrder, type StratumCounts } from './tick'

/** What a step beside the weights has counted: Σ_t ln e_t(ψ_k) of 2.2 over its ticks, and both sides. Shown to a person, in no verdict. */
export type Aside = { sums: readonly number[]; total: Cell }

export const emptyAside: Aside = { sums: errorGrid.map(() => 0), total: { nc: 0, nb: 0, xc: 0, xb: 0 } }

/** Of one clean tick; `c` are the copies (or the cohort), `b` the requests of the baseline in the same windows. */
export function addAside(before: Aside | undefined, strata: readonly StratumCounts[]): Aside {
  return inOrder(strata).reduce(
    ({ sums, total }, cell): Aside => ({
      sums: sums.map((sum, k) => sum + oddsEvidenceLn(cell, errorGrid[k] ?? 1)),
      total: sumCells(total, cell),
    }),
    before ?? emptyAside,
  )
}
