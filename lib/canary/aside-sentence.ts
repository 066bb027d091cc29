import { formatCount } from '@/lib/mesh/format'
import { emptyAside } from './aside'
import type { CanaryState } from './canary-state'
import { lnMixture } from './mixture'

/** What a person who has to go on from this step should know; copies are compared with what they copy, a cohort with nobody, as others are no control of it. */
export function asideSentence({ aside = emptyAside, traffic, baseline, plan }: CanaryState): string {
  const { nc, nb, xc, xb } = aside.total
  const failed = `${formatCount(xc)} of ${formatCount(nc)}`
  if (traffic.kind === 'cohort') return nc === 0 ? 'no request of the cohort came yet' : `${failed} requests of the cohort failed`
  if (nc === 0) return 'no copy was answered yet'
  const counts = `${failed} copies failed, ${formatCount(xb)} of ${formatCount(nb)} requests of ${plan.baseline}`
  const isShown = lnMixture(aside.sums, baseline.errors.phi) >= -Math.log(plan.parameters.alpha)
  return `${counts}; ${isShown ? 'the copies are shown to fail more' : 'it is not shown that the copies fail more'}`
}
