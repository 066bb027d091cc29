import type { DestinationSettings } from '@/lib/mesh/policy'
import { judgesAnswers } from '@/lib/routing/destination-defaults'
import type { Json } from '../compiled-resource'

/**
 * Envoy sends to ejected hosts too once half are out (its panic): of hosts that cannot be reached that is wrong as long as one can be. And it holds changes
 * of health back for a second to do many at once: of two hosts killed together the second would fail requests for that second. A proxy that knows its zone
 * would stay in it unasked.
 */
export const compileBalancing = ({ outlier, zoneAwareness: zones }: DestinationSettings): Json => ({
  healthy_panic_threshold: judgesAnswers(outlier) ? undefined : { value: 1 },
  update_merge_window: '0s',
  zone_aware_lb_config: { routing_enabled: { value: zones ? 100 : 0 }, min_cluster_size: zones?.minInstances },
})
