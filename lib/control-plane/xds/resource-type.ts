/** The five kinds of resource we serve, in the order in which one stream gets them (make before break). */
export type ResourceType = 'RTDS' | 'CDS' | 'EDS' | 'LDS' | 'RDS'

export const resourceTypes = ['RTDS', 'CDS', 'EDS', 'LDS', 'RDS'] as const satisfies readonly ResourceType[]

/** Message names; a type URL is `type.googleapis.com/` and one of these. */
export const messageNames: Record<ResourceType, string> = {
  RTDS: 'envoy.service.runtime.v3.Runtime',
  CDS: 'envoy.config.cluster.v3.Cluster',
  EDS: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
  LDS: 'envoy.config.listener.v3.Listener',
  RDS: 'envoy.config.route.v3.RouteConfiguration',
}

export const toTypeUrl = (messageName: string): string => `type.googleapis.com/${messageName}`

const byTypeUrl = new Map<string, ResourceType>(resourceTypes.map((type) => [toTypeUrl(messageNames[type]), type]))

/** undefined for a type we do not serve. */
export const parseTypeUrl = (typeUrl: string): ResourceType | undefined => byTypeUrl.get(typeUrl)
