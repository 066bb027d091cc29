/** What a route without a timeout does. Source: Envoy, RouteAction.timeout: 15 s, all retries included. */
export const defaultTimeoutMs = 15_000
