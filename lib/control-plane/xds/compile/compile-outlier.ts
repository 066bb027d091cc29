import type { Outlier } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

/**
 * Ejection of hosts that cannot be reached: what covers a killed instance until it is deregistered. It holds in every cluster and counts failures of local
 * origin only (connection refused or reset, timeouts), so that no answer of an application ejects anybody; the policy's `outlier` adds answers and
 * overrides numbers. Below 100 % the last host always stays in. Envoy multiplies the ejection time by how often the host was ejected in a row.
 */
export function compileOutlier(outlier: Outlier | undefined): Json {
  const countsAnswers = judgesAnswers(outlier)
  return {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: outlier?.consecutiveLocalErrors ?? 3,
    enforcing_consecutive_local_origin_failure: 100,
    enforcing_local_origin_success_rate: 0,
    enforcing_success_rate: outlier?.successRate ? 100 : 0,
    consecutive_5xx: outlier?.consecutive5xx,
    enforcing_consecutive_5xx: outlier?.consecutive5xx === undefined ? 0 : 100,
    interval: toProtoDuration(outlier?.interval ?? '1s'),
    base_ejection_time: toProtoDuration(outlier?.baseEjection ?? '10s'),
    max_ejection_time: compileMaxEjection(outlier),
    // Applications that fail together must not all leave: half stays where answers count.
    max_ejection_percent: outlier?.maxEjectionPercent ?? (countsAnswers ? 50 : 99),
    always_eject_one_host: outlier?.alwaysEjectOne,
    ...(outlier && compileAnswerKinds(outlier)),
  }
}

const judgesAnswers = (outlier: Outlier | undefined): boolean =>
  [outlier?.consecutive5xx, outlier?.consecutiveGatewayErrors, outlier?.successRate, outlier?.failurePercentage].some(
    (kind) => kind !== undefined,
  )

function compileMaxEjection({ baseEjection, maxEjection }: Outlier = {}): string | undefined {
  if (maxEjection !== undefined) return toProtoDuration(maxEjection)
  return baseEjection === undefined ? '60s' : undefined
}

/** The kinds of ejection that Envoy has switched off until a policy asks for them; a factor of 1.9 is 1900 to it. */
function compileAnswerKinds({ consecutiveGatewayErrors, successRate, failurePercentage }: Outlier): { [field: string]: Json | undefined } {
  return {
    ...(consecutiveGatewayErrors !== undefined && {
      consecutive_gateway_failure: consecutiveGatewayErrors,
      enforcing_consecutive_gateway_failure: 100,
    }),
    ...(successRate && {
      success_rate_minimum_hosts: successRate.minHosts,
      success_rate_request_volume: successRate.minRequests,
      success_rate_stdev_factor: successRate.stdevFactor === undefined ? undefined : Math.round(successRate.stdevFactor * 1000),
    }),
    ...(failurePercentage && {
      failure_percentage_threshold: failurePercentage.threshold,
      enforcing_failure_percentage: 100,
      failure_percentage_minimum_hosts: failurePercentage.minHosts,
      failure_percentage_request_volume: failurePercentage.minRequests,
    }),
  }
}

/**
 * Envoy sends to ejected hosts too once half are out (its panic): of hosts that cannot be reached that is wrong as long as one can be. And it holds changes
 * of health back for a second to do many at once: of two hosts killed together the second would fail requests for that second.
 */
export const compileBalancing = (outlier: Outlier | undefined): Json => ({
  healthy_panic_threshold: judgesAnswers(outlier) ? undefined : { value: 1 },
  update_merge_window: '0s',
})
