import { displayName } from '@/lib/mesh/display-name'

const words: Record<string, string> = {
  weights: 'weights',
  leasedWeights: 'weights that end by themselves',
  circuitBreaker: 'circuit breaker',
  outlier: 'outlier ejection',
  match: 'rules by path, header, caller',
  mirror: 'mirroring',
  timeout: 'timeouts',
  retry: 'retries',
  'fault.abort': 'faults: abort',
  'fault.delay': 'faults: delay',
  loadBalancing: 'load balancing',
  'loadBalancing.random': 'load balancing: random',
}

/** A driver's feature in words; one that is not known here keeps its own name. */
export const featureWords = (feature: string): string =>
  Object.hasOwn(words, feature) ? (words[feature] ?? feature) : displayName(feature)
