import type { Outlier } from '@/lib/mesh/policy'

/** What holds where a policy says nothing. Envoy's own connect timeout is 5 s, its limit of retries 3 at once: both are wrong for a mesh. */
export const destinationDefaults = {
  connectTimeout: '1s',
  retryBudget: { percent: 20, minRetryConcurrency: 3 },
  consecutiveLocalErrors: 3,
  interval: '1s',
  baseEjection: '10s',
} as const

/** Whether answers of an application can eject an instance. */
export const judgesAnswers = (outlier: Outlier | undefined): boolean =>
  [outlier?.consecutive5xx, outlier?.consecutiveGatewayErrors, outlier?.successRate, outlier?.failurePercentage].some(
    (kind) => kind !== undefined,
  )

/** Applications that fail together must not all leave: half stays where answers count. */
export const maxEjectionPercentOf = (outlier: Outlier | undefined): number =>
  outlier?.maxEjectionPercent ?? (judgesAnswers(outlier) ? 50 : 99)

/** undefined: Envoy's own, 300 s. */
export const maxEjectionOf = (outlier: Outlier | undefined): string | undefined =>
  outlier?.maxEjection ?? (outlier?.baseEjection === undefined ? '60s' : undefined)
