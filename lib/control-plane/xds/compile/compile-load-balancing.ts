import type { Protocol } from '@/lib/mesh/mesh-document'
import type { DestinationSettings, LoadBalancing, SlowStart } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { toProtoDuration } from './duration'

const policies: Record<LoadBalancing, string> = {
  'round-robin': 'ROUND_ROBIN',
  'least-request': 'LEAST_REQUEST',
  random: 'RANDOM',
  'ring-hash': 'RING_HASH',
  maglev: 'MAGLEV',
}

/** The choice of an instance, and slow start, which is a setting of the two ways of choosing that know it. Without a policy: round robin. */
export function compileLoadBalancing(
  { loadBalancing = 'round-robin', slowStart }: DestinationSettings,
  protocol: Protocol,
): { [field: string]: Json } {
  // Envoy's random balancer ignores endpoint weights, which are all a TCP split has.
  const wanted = protocol === 'tcp' && loadBalancing === 'random' ? 'round-robin' : loadBalancing
  const field = wanted === 'least-request' ? 'least_request_lb_config' : 'round_robin_lb_config'
  return { lb_policy: policies[wanted], ...(slowStart && { [field]: { slow_start_config: compileSlowStart(slowStart) } }) }
}

const compileSlowStart = ({ window, aggression, minWeightPercent }: SlowStart): Json => ({
  slow_start_window: toProtoDuration(window),
  // Envoy asks for a runtime key; nobody sets it.
  aggression: aggression === undefined ? undefined : { default_value: aggression, runtime_key: 'outrider.slow_start.aggression' },
  min_weight_percent: minWeightPercent === undefined ? undefined : { value: minWeightPercent },
})
