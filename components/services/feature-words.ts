import { displayName } from '@/lib/mesh/display-name'

const words: Record<string, string> = {
  weights: 'weights',
  leasedWeights: 'weights that end by themselves',
  keptWeights: 'weights that hold while Outrider is stopped',
  circuitBreaker: 'circuit breaker',
  outlier: 'outlier ejection',
  match: 'rules by path, header, caller',
  mirror: 'mirroring',
  timeout: 'timeouts',
  retry: 'retries',
  'fault.abort': 'faults: abort',
  'fault.delay': 'faults: delay',
  'fault.bandwidth': 'faults: bandwidth',
  loadBalancing: 'load balancing',
  'loadBalancing.random': 'load balancing: random',
  'loadBalancing.hash': 'load balancing: ring hash and Maglev',
  healthCheck: 'active health checks',
  connectionPool: 'connection pool',
  'connectionPool.maxConcurrentStreams': 'streams of one connection',
  slowStart: 'slow start',
  idleTimeout: 'idle timeout',
  stickiness: 'stickiness to a version',
  'stickiness.source': 'stickiness by source address',
  rateLimit: 'rate limits',
  requestHeaders: 'request headers',
  responseHeaders: 'headers of answers',
  rewrite: 'rewriting host and path',
  redirect: 'redirects',
  directResponse: 'direct responses',
  'match.grpc': 'rules by gRPC method',
  zoneAwareness: 'zone awareness',
  hashKey: 'what ring hash and Maglev go by',
  'lease.faults': 'faults that end by themselves when Outrider dies',
  runtime: 'changes at run time',
}

/** A driver's feature in words; one that is not known here keeps its own name. */
export const featureWords = (feature: string): string =>
  Object.hasOwn(words, feature) ? (words[feature] ?? feature) : displayName(feature)
