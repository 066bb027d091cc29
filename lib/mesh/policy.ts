import type { ServiceName } from './names'

/** One test of a value; with regex (RE2) the whole value must match. `present: false` asks that it is absent. Exactly one of the three is given. */
export type ValueTest = { exact?: string | undefined; regex?: string | undefined; present?: boolean | undefined }
export type HeaderMatch = { name: string } & ValueTest
export type QueryParamMatch = { name: string } & ValueTest
/** Exactly one. The query is not part of the path; a regex (RE2) must match the whole path. */
export type PathMatch = { prefix?: string | undefined; exact?: string | undefined; regex?: string | undefined }
/** Every method of the service where none is named. */
export type GrpcMatch = { service: string; method?: string | undefined }

/** All parts must hold; an absent part always holds. `grpc` stands for a path, so a match has one of the two. */
export type RuleMatch = {
  path?: PathMatch | undefined
  method?: string | undefined
  headers?: HeaderMatch[] | undefined
  queryParams?: QueryParamMatch[] | undefined
  grpc?: GrpcMatch | undefined
  /** A service or a gateway, or one version of it: `shop/frontend@v2`. */
  caller?: string | undefined
}

export type Backend = { version: string; weight: number }
/** `on`: Envoy's retry conditions; `codes`: HTTP statuses to retry on as well. */
export type Retry = {
  attempts: number
  on: string[]
  codes?: number[] | undefined
  perTryTimeout?: string | undefined
  /** The wait before a retry is drawn between 0 and base × 2ⁿ − 1, at most max; Envoy's defaults are 25ms and ten times base. */
  backoff?: { base: string; max?: string | undefined } | undefined
}
export type Mirror = { version: string; percent: number }

/** set replaces, add appends, remove takes out; names are compared without case. Values are taken as they stand. */
export type HeaderEdits = {
  set?: { name: string; value: string }[] | undefined
  add?: { name: string; value: string }[] | undefined
  remove?: string[] | undefined
}

/** Exactly one. A prefix is that of the rule's path match (`/` without one); the query stays. */
export type PathRewrite = { replaceFullPath?: string | undefined; replacePrefixMatch?: string | undefined }
export type Rewrite = { hostname?: string | undefined; path?: PathRewrite | undefined }
/** What is not given stays as it was asked for. The default status is 302. */
export type Redirect = {
  scheme?: 'http' | 'https' | undefined
  hostname?: string | undefined
  port?: number | undefined
  path?: PathRewrite | undefined
  statusCode?: 301 | 302 | 303 | 307 | 308 | undefined
}
export type DirectResponse = { statusCode: number; body?: string | undefined }

/** `requests` in each `per`, up to `burst` (default: requests) at once. */
export type Bucket = { requests: number; per: string; burst?: number | undefined }
/** A token bucket in every proxy that calls; what is above it gets 429 (gRPC: RESOURCE_EXHAUSTED). `callers` have buckets of their own size. */
export type RateLimit = Bucket & { callers?: (Bucket & { caller: string })[] | undefined }

/**
 * What is hashed; exactly one. A cookie is given out with this ttl (`0s`: until the browser closes) where a client brings none, and only read where ttl is
 * absent. source: the address a request comes from.
 */
export type HashKey = {
  header?: string | undefined
  cookie?: { name: string; ttl?: string | undefined } | undefined
  source?: boolean | undefined
}

/**
 * First match wins. A rule sends to backends (whole per cent, sum 100), or redirects, or answers itself: then backends is empty. Durations are `3s`, `250ms`,
 * `1m`; a timeout of `0s` waits for ever.
 */
export type Rule = {
  name: string
  match?: RuleMatch | undefined
  backends: Backend[]
  /** Keeps a client on one version, as long as the weights stand. */
  stickiness?: HashKey | undefined
  /** The whole request with all its retries. */
  timeout?: string | undefined
  /** How long nothing may move: on a request's stream, or on a tcp connection. */
  idleTimeout?: string | undefined
  retry?: Retry | undefined
  mirror?: Mirror | undefined
  requestHeaders?: HeaderEdits | undefined
  responseHeaders?: HeaderEdits | undefined
  rewrite?: Rewrite | undefined
  redirect?: Redirect | undefined
  directResponse?: DirectResponse | undefined
  rateLimit?: RateLimit | undefined
}

/** Concurrent retries as a share of the active requests; at least minRetryConcurrency. */
export type RetryBudget = { percent: number; minRetryConcurrency?: number | undefined }
export type CircuitBreaker = {
  maxConnections?: number | undefined
  maxPendingRequests?: number | undefined
  maxRequests?: number | undefined
  maxRetries?: number | undefined
  retryBudget?: RetryBudget | undefined
}
export type ConnectionPool = {
  connectTimeout?: string | undefined
  /** After this long without a request a connection is closed; Envoy's default is 1h. */
  idleTimeout?: string | undefined
  maxRequestsPerConnection?: number | undefined
  /** HTTP/2 only, so on grpc services. */
  maxConcurrentStreams?: number | undefined
}
/** What ejects an instance for a while: each kind works where its part is given. Percent of instances: maxEjectionPercent, Envoy's default is 10. */
export type Outlier = {
  consecutive5xx?: number | undefined
  consecutiveGatewayErrors?: number | undefined
  /** Connections refused, reset or timed out; they then no longer count as 5xx. */
  consecutiveLocalErrors?: number | undefined
  successRate?: (OutlierSample & { stdevFactor?: number | undefined }) | undefined
  failurePercentage?: (OutlierSample & { threshold: number }) | undefined
  interval?: string | undefined
  baseEjection?: string | undefined
  maxEjection?: string | undefined
  maxEjectionPercent?: number | undefined
  /** One instance may be ejected even where that is more than maxEjectionPercent. */
  alwaysEjectOne?: boolean | undefined
}
/** Only judged with so many instances of so many requests in an interval. */
export type OutlierSample = { minHosts?: number | undefined; minRequests?: number | undefined }
/** http: GET path answers one of expectedStatuses (default 200); grpc: the health service; tcp: a connection opens. Every calling proxy asks every instance. */
export type HealthCheck = {
  path?: string | undefined
  hostname?: string | undefined
  expectedStatuses?: number[] | undefined
  grpcService?: string | undefined
  interval: string
  timeout: string
  healthyThreshold: number
  unhealthyThreshold: number
}
/** A new instance gets its share of requests little by little. aggression 1 is a straight line. */
export type SlowStart = { window: string; aggression?: number | undefined; minWeightPercent?: number | undefined }
/** A caller's requests stay in its zone as far as the zones' sizes allow, where the version has at least minInstances (Envoy's default: 6). */
export type ZoneAwareness = { minInstances?: number | undefined }
export type LoadBalancing = 'round-robin' | 'least-request' | 'random' | 'ring-hash' | 'maglev'

export type DestinationSettings = {
  circuitBreaker?: CircuitBreaker | undefined
  connectionPool?: ConnectionPool | undefined
  outlier?: Outlier | undefined
  healthCheck?: HealthCheck | undefined
  loadBalancing?: LoadBalancing | undefined
  /** What ring-hash and maglev choose an instance by. */
  hashKey?: HashKey | undefined
  slowStart?: SlowStart | undefined
  zoneAwareness?: ZoneAwareness | undefined
}

/** The desired routing and resilience of ONE destination service. It never holds a fault or a canary's step. */
export type Policy = { service: ServiceName; rules: Rule[]; destination?: DestinationSettings | undefined }

/** A policy as read back from a proxy. `unread`: what its configuration says beyond what a policy can say, e.g. `rule default: cors`. isTcp: only weights are in it. */
export type LoadedPolicy = Policy & { unread?: string[] | undefined; isTcp?: boolean | undefined }

/** What holds for every request to a service, as read back from a proxy: its clusters, and the idle timeout of its listener where it is tcp. */
export type LoadedDestination = { settings: DestinationSettings; tcpIdleTimeout?: string | undefined; unread: string[] }

/** A policy as stored: every change raises the revision by one. */
export type StoredPolicy = { policy: Policy; revision: number }
