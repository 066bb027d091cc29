/** Envoy's `retry_on` words (router filter, x-envoy-retry-on) that need no further setting. */
export const httpRetryConditions: readonly string[] = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'envoy-ratelimited',
  'retriable-4xx',
  'refused-stream',
]
/** The words of x-envoy-retry-grpc-on: they look at the gRPC status. */
export const grpcRetryConditions: readonly string[] = ['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable']
