import type { ServiceName } from '@/lib/mesh/names'

/** The cluster of a proxy's own service in its bootstrap, which Envoy wants to be static. */
export const localCluster = 'outrider-local'

/** What its endpoints are called. */
export const toLocalName = (service: ServiceName): string => `local:${service}`
