import type { Outlier, OutlierSample } from '@/lib/mesh/policy'
import { asNumber, type JsonObject } from '../json'
import { readDuration } from './read-duration'
import { reportOthers, type Unread } from './unread'

const fields = [
  ...['split_external_local_origin_errors', 'consecutive_local_origin_failure', 'enforcing_consecutive_local_origin_failure'],
  ...['enforcing_local_origin_success_rate', 'enforcing_success_rate', 'consecutive_5xx', 'enforcing_consecutive_5xx', 'interval'],
  ...['base_ejection_time', 'max_ejection_time', 'max_ejection_percent', 'always_eject_one_host', 'consecutive_gateway_failure'],
  ...['enforcing_consecutive_gateway_failure', 'success_rate_minimum_hosts', 'success_rate_request_volume', 'success_rate_stdev_factor'],
  ...[
    'failure_percentage_threshold',
    'enforcing_failure_percentage',
    'failure_percentage_minimum_hosts',
    'failure_percentage_request_volume',
  ],
]

/** Outlier detection as compileOutlier writes it: a kind of ejection is there where it is enforced. */
export function readOutlier(json: JsonObject, unread: Unread): Outlier {
  reportOthers(json, fields, unread, 'outlier_detection')
  const number = (name: string): number | undefined => (json[name] === undefined ? undefined : asNumber(json[name]))
  const isEnforced = (kind: string): boolean => {
    const percent = asNumber(json[`enforcing_${kind}`])
    if (percent !== 0 && percent !== 100) unread(`outlier_detection.enforcing_${kind} ${percent}`)
    return percent === 100
  }
  const sample = (kind: string): OutlierSample => ({
    minHosts: number(`${kind}_minimum_hosts`),
    minRequests: number(`${kind}_request_volume`),
  })
  if (json.split_external_local_origin_errors !== true || asNumber(json.enforcing_local_origin_success_rate) !== 0)
    unread('outlier_detection of connections and answers together')
  const factor = number('success_rate_stdev_factor')
  return {
    consecutive5xx: isEnforced('consecutive_5xx') ? number('consecutive_5xx') : undefined,
    consecutiveGatewayErrors: isEnforced('consecutive_gateway_failure') ? number('consecutive_gateway_failure') : undefined,
    consecutiveLocalErrors: isEnforced('consecutive_local_origin_failure') ? number('consecutive_local_origin_failure') : undefined,
    ...(isEnforced('success_rate') && {
      successRate: { ...sample('success_rate'), stdevFactor: factor === undefined ? undefined : factor / 1000 },
    }),
    ...(isEnforced('failure_percentage') && {
      failurePercentage: { ...sample('failure_percentage'), threshold: number('failure_percentage_threshold') ?? 85 },
    }),
    interval: readDuration(json.interval),
    baseEjection: readDuration(json.base_ejection_time),
    maxEjection: readDuration(json.max_ejection_time),
    maxEjectionPercent: number('max_ejection_percent'),
    alwaysEjectOne: json.always_eject_one_host === undefined ? undefined : json.always_eject_one_host === true,
  }
}
