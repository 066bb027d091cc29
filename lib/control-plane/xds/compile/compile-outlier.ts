import type { Outlier } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

/**
 * Ejection of hosts that cannot be reached: what covers a killed instance until it is deregistered. It holds in every cluster and counts failures of local
 * origin only (connection refused or reset, timeouts), so that no answer of an application ejects anybody; the policy's `outlier` adds answers and
 * overrides numbers. Below 100 % the last host always stays in. Envoy multiplies the ejection time by how often the host was ejected in a row.
 */
export function compileOutlier(outlier: Outlier | undefined): Json {
  const countsAnswers = outlier?.consecutive5xx !== undefined
  return {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: 3,
    enforcing_consecutive_local_origin_failure: 100,
    enforcing_local_origin_success_rate: 0,
    enforcing_success_rate: 0,
    consecutive_5xx: outlier?.consecutive5xx,
    enforcing_consecutive_5xx: countsAnswers ? 100 : 0,
    interval: toProtoDuration(outlier?.interval ?? '1s'),
    base_ejection_time: toProtoDuration(outlier?.baseEjection ?? '10s'),
    max_ejection_time: outlier?.baseEjection === undefined ? '60s' : undefined,
    // Applications that fail together must not all leave: half stays where answers count.
    max_ejection_percent: outlier?.maxEjectionPercent ?? (countsAnswers ? 50 : 99),
  }
}

/**
 * Envoy sends to ejected hosts too once half are out (its panic): of hosts that cannot be reached that is wrong as long as one can be. And it holds changes
 * of health back for a second to do many at once: of two hosts killed together the second would fail requests for that second.
 */
export const compileBalancing = (outlier: Outlier | undefined): Json => ({
  healthy_panic_threshold: outlier?.consecutive5xx === undefined ? { value: 1 } : undefined,
  update_merge_window: '0s',
})
