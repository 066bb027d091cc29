import type { Outlier } from '@/lib/mesh/policy'
import { destinationDefaults, maxEjectionOf, maxEjectionPercentOf } from '@/lib/routing/destination-defaults'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

/**
 * Ejection of hosts that cannot be reached: what covers a killed instance until it is deregistered. It holds in every cluster and counts failures of local
 * origin only (connection refused or reset, timeouts), so that no answer of an application ejects anybody; the policy's `outlier` adds answers and
 * overrides numbers. Below 100 % the last host always stays in. Envoy multiplies the ejection time by how often the host was ejected in a row.
 */
export function compileOutlier(outlier: Outlier | undefined): Json {
  const maxEjection = maxEjectionOf(outlier)
  return {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: outlier?.consecutiveLocalErrors ?? destinationDefaults.consecutiveLocalErrors,
    enforcing_consecutive_local_origin_failure: 100,
    enforcing_local_origin_success_rate: 0,
    enforcing_success_rate: outlier?.successRate ? 100 : 0,
    consecutive_5xx: outlier?.consecutive5xx,
    enforcing_consecutive_5xx: outlier?.consecutive5xx === undefined ? 0 : 100,
    interval: toProtoDuration(outlier?.interval ?? destinationDefaults.interval),
    base_ejection_time: toProtoDuration(outlier?.baseEjection ?? destinationDefaults.baseEjection),
    max_ejection_time: maxEjection === undefined ? undefined : toProtoDuration(maxEjection),
    max_ejection_percent: maxEjectionPercentOf(outlier),
    always_eject_one_host: outlier?.alwaysEjectOne,
    ...(outlier && compileAnswerKinds(outlier)),
  }
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
