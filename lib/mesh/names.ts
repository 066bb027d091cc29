/** Milliseconds since the epoch. */
export type Millis = number

/** `namespace/name`, e.g. `shop/reviews`. */
export type ServiceName = string

/** `shop/reviews@v2`: the id of a version node. */
export const versionId = (service: ServiceName, version: string): string => `${service}@${version}`

/** `shop/reviews@v2/<instance>`: the id of an instance node. */
export const instanceId = (service: ServiceName, version: string, instance: string): string => `${service}@${version}/${instance}`

/** `<source>><target>:<protocol>`: the id of an edge. */
export const edgeId = (source: string, target: string, protocol: string): string => `${source}>${target}:${protocol}`

/** The service of the node of any id: `shop/reviews` of `shop/reviews@v2/<instance>`. */
export const serviceOfId = (id: string): ServiceName => id.split('@')[0] ?? id

/** Splits `shop/reviews` into namespace and name; a name without a slash has the namespace `''`. */
export function splitServiceName(service: ServiceName): { namespace: string; name: string } {
  const slash = service.indexOf('/')
  return slash < 0 ? { namespace: '', name: service } : { namespace: service.slice(0, slash), name: service.slice(slash + 1) }
}
