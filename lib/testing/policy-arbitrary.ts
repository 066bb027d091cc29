import fc from 'fast-check'
import { policySchema } from '@/lib/api/policies'
import type { MeshDocument, Protocol, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import { checkPolicy } from '@/lib/routing/check-policy'

/** A mesh of as many services as there are policies to be tried, each with two versions, and one that calls them all. */
export const fuzzCaller = 'fuzz/caller'
export const fuzzService = (index: number, protocol: Protocol): ServiceSpec => ({
  name: `fuzz/s${index}`,
  protocol,
  hosts: protocol === 'tcp' ? [] : [`s${index}`],
  ...(protocol === 'tcp' && { port: 20_000 + index }),
  versions: ['v1', 'v2'].map((name, at) => ({ name, endpoints: [{ address: '127.0.0.1', port: 1 + at }] })),
})
export const fuzzMesh = (services: readonly ServiceSpec[]): MeshDocument => ({
  services: [{ name: fuzzCaller, protocol: 'http', hosts: ['caller'], versions: [{ name: 'v1' }] }, ...services],
  gateways: [],
})

/** Any JSON in the shape of a policy, odd values included; `accepted` sorts out what schema and check refuse. */
export type Draft = { rules: Record<string, unknown>[]; destination?: Record<string, unknown> | undefined }

/** The policy of this service, where it would be stored; null where it is refused. */
export function accepted(draft: Draft, service: ServiceSpec): Policy | null {
  const parsed = policySchema.safeParse({ service: service.name, ...JSON.parse(JSON.stringify(draft)) })
  if (!parsed.success) return null
  return checkPolicy(parsed.data, { service, mesh: fuzzMesh([service]) }).ok ? parsed.data : null
}

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 })
const oddText = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'a',
      'x-user',
      'yes',
      '50 %',
      '%REQ(x)%',
      '%',
      'é',
      '日本',
      'a"b',
      "it's",
      '\\1',
      ' ',
      'a\tb',
      '{}',
      '\u{1f600}',
      '/',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
)
const path = fc.oneof(
  fc.constantFrom('/', '/a', '/a/', '/a.b', '/a/b', '/(x)', '/a?b', '/a b', '/é', '/%20', '/\\1', '//', '/a#b'),
  oddText.map((text) => `/${text}`),
)
const regex = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '/items/[0-9]+',
      '.*',
      'a|b',
      '(?i)x+',
      '[^a-z]{1,20}',
      '(a{1,9}){2}',
      '\\d+\\.\\w*',
      '(a+)+$',
      '^a$',
      '(?:a|b)*?',
      '[\\w-]+',
    ),
  },
  { weight: 2, arbitrary: fc.stringMatching(/^[ab.*+?(){}[\]|\\^$\-0-9dwsb,:]{1,12}$/) },
  { weight: 1, arbitrary: oddText },
)
const duration = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('50ms', '250ms', '1s', '1.5s', '3s', '1m', '1h') },
  { weight: 1, arbitrary: fc.constantFrom('0s', '0.5ms', '8760h', '9999h', '999999999999h', '0.0001s') },
)
const percent = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 0.0001, 5, 33.3333, 100) },
  { weight: 1, arbitrary: fc.oneof(fc.constant(0.00001), fc.double({ min: 0, max: 100, noNaN: true })) },
)
const count = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.constantFrom(4_294_967_295, 4_294_967_296, 0) },
)
const headerName = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('x-a', 'X-User', 'x!#$', 'set-cookie', 'accept', 'x-b', 'x-c') },
  { weight: 1, arbitrary: fc.constantFrom('host', ':path', 'content-length') },
)
const hostname = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('reviews', 'a.b', 'xn--bcher-kva.example', 'A_b') },
  { weight: 1, arbitrary: fc.constantFrom('bücher.example', '-a', 'a b', 'a.b:80') },
)
const test = fc.oneof(
  oddText.map((exact) => ({ exact })),
  regex.map((pattern) => ({ regex: pattern })),
  fc.boolean().map((present) => ({ present })),
)
const named = (name: fc.Arbitrary<string>) => fc.tuple(name, test).map(([key, value]) => ({ name: key, ...value }))
const someOf = <T>(item: fc.Arbitrary<T>, most = 3): fc.Arbitrary<T[]> => fc.array(item, { maxLength: most })

const match = fc.record(
  {
    path: fc.oneof(
      path.map((prefix) => ({ prefix })),
      path.map((exact) => ({ exact })),
      regex.map((pattern) => ({ regex: pattern })),
    ),
    method: fc.constantFrom('GET', 'POST'),
    headers: someOf(named(fc.oneof({ weight: 9, arbitrary: headerName }, { weight: 1, arbitrary: oddText }))),
    queryParams: someOf(named(oddText)),
    grpc: fc.record({ service: fc.constantFrom('a.B', 'B', 'a b'), method: optional(fc.constantFrom('Get', 'x/y')) }),
    caller: fc.constantFrom(fuzzCaller, `${fuzzCaller}@v1`),
  },
  { requiredKeys: [] },
)
const hashKey = fc.oneof(
  fc.oneof(headerName, headerName, oddText).map((header) => ({ header })),
  fc.record({ cookie: fc.record({ name: fc.oneof(headerName, headerName, oddText), ttl: optional(duration) }) }),
  fc.constant({ source: true }),
)
const edits = fc.record(
  {
    set: someOf(fc.record({ name: headerName, value: oddText })),
    add: someOf(fc.record({ name: headerName, value: oddText })),
    remove: someOf(headerName),
  },
  { requiredKeys: [] },
)
const pathRewrite = fc.oneof(
  path.map((replaceFullPath) => ({ replaceFullPath })),
  path.map((replacePrefixMatch) => ({ replacePrefixMatch })),
)
const bucket = { requests: count, per: duration, burst: optional(count) }
const retry = fc.record({
  attempts: fc.integer({ min: 1, max: 10 }),
  on: someOf(fc.constantFrom('5xx', 'reset', 'connect-failure', 'unavailable', 'retriable-4xx')),
  codes: optional(someOf(fc.integer({ min: 100, max: 599 }))),
  perTryTimeout: optional(duration),
  backoff: optional(fc.record({ base: duration, max: optional(duration) })),
})
const backends = fc.integer({ min: 0, max: 100 }).map((weight) => [
  { version: 'v1', weight },
  { version: 'v2', weight: 100 - weight },
])

/** A rule with few features at a time, so that one refusal does not hide the others. */
const rule = fc.record({ match: optional(match), backends, timeout: optional(duration), idleTimeout: optional(duration) }).chain((base) =>
  fc
    .oneof(
      fc.constant({}),
      retry.map((value) => ({ retry: value })),
      fc.record({ mirror: fc.record({ version: fc.constantFrom('v1', 'v2'), percent }) }),
      hashKey.map((stickiness) => ({ stickiness })),
      edits.map((requestHeaders) => ({ requestHeaders })),
      edits.map((responseHeaders) => ({ responseHeaders })),
      fc.record({ rewrite: fc.record({ hostname: optional(hostname), path: optional(pathRewrite) }) }),
      fc.record({
        rateLimit: fc.record({ ...bucket, callers: optional(fc.tuple(fc.record({ caller: fc.constant(fuzzCaller), ...bucket }))) }),
      }),
      fc
        .record({
          redirect: fc.record(
            {
              scheme: fc.constantFrom('http', 'https'),
              hostname,
              port: fc.integer({ min: 0, max: 65_535 }),
              path: pathRewrite,
              statusCode: fc.constantFrom(301, 302, 308, 399),
            },
            { requiredKeys: [] },
          ),
        })
        .map((value) => ({ ...value, backends: undefined, timeout: undefined, idleTimeout: undefined })),
      fc
        .record({ directResponse: fc.record({ statusCode: fc.integer({ min: 200, max: 601 }), body: optional(oddText) }) })
        .map((value) => ({ ...value, backends: undefined, timeout: undefined, idleTimeout: undefined })),
    )
    .map((feature): Record<string, unknown> => ({ ...base, ...feature })),
)

const destination = fc.oneof(
  fc.record({
    circuitBreaker: fc.record(
      { maxConnections: count, maxPendingRequests: count, maxRequests: count, maxRetries: count },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ circuitBreaker: fc.record({ retryBudget: fc.record({ percent, minRetryConcurrency: optional(count) }) }) }),
  fc.record({
    connectionPool: fc.record(
      { connectTimeout: duration, idleTimeout: duration, maxRequestsPerConnection: count, maxConcurrentStreams: count },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    outlier: fc.record(
      {
        consecutive5xx: count,
        consecutiveGatewayErrors: count,
        consecutiveLocalErrors: count,
        successRate: fc.record(
          { minHosts: count, minRequests: count, stdevFactor: fc.double({ min: 0.09, max: 100, noNaN: true }) },
          { requiredKeys: [] },
        ),
        failurePercentage: fc.record({
          threshold: fc.integer({ min: 0, max: 101 }),
          minHosts: optional(count),
          minRequests: optional(count),
        }),
        interval: duration,
        baseEjection: duration,
        maxEjection: duration,
        maxEjectionPercent: fc.integer({ min: 0, max: 100 }),
        alwaysEjectOne: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    healthCheck: fc.record(
      {
        path,
        hostname,
        expectedStatuses: someOf(fc.integer({ min: 100, max: 599 })),
        grpcService: oddText,
        interval: duration,
        timeout: duration,
        healthyThreshold: count,
        unhealthyThreshold: count,
      },
      { requiredKeys: ['interval', 'timeout', 'healthyThreshold', 'unhealthyThreshold'] },
    ),
  }),
  fc.record(
    {
      loadBalancing: fc.constantFrom('round-robin', 'least-request', 'random', 'ring-hash', 'maglev'),
      hashKey,
      slowStart: fc.record({
        window: duration,
        aggression: optional(fc.double({ min: 0.009, max: 100, noNaN: true })),
        minWeightPercent: optional(percent),
      }),
      zoneAwareness: fc.record({ minInstances: optional(count) }),
    },
    { requiredKeys: [] },
  ),
)

/** Two rules, the second without a match, and perhaps a part of the destination. */
export const policyDraft: fc.Arbitrary<Draft> = fc
  .record({ first: optional(rule), last: rule, destination: optional(destination) })
  .map(({ first, last, destination: settings }) => ({
    rules: [...(first?.match ? [{ ...first, name: 'first' }] : []), { ...last, match: undefined, name: 'default' }],
    destination: settings,
  }))
