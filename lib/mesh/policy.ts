import type { ServiceName } from './names'

export type HeaderMatch = { name: string; exact?: string | undefined; present?: boolean | undefined }
export type PathMatch = { prefix?: string | undefined; exact?: string | undefined }

/** All parts must hold; an absent part always holds. */
export type RuleMatch = {
  path?: PathMatch | undefined
  method?: string | undefined
  headers?: HeaderMatch[] | undefined
  caller?: ServiceName | undefined
}

export type Backend = { version: string; weight: number }
export type Retry = { attempts: number; on: string[]; perTryTimeout?: string | undefined }
export type Mirror = { version: string; percent: number }

/** First match wins. Weights are whole per cent and sum to 100. Durations are `3s`, `250ms`, `1m`. */
export type Rule = {
  name: string
  match?: RuleMatch | undefined
  backends: Backend[]
  timeout?: string | undefined
  retry?: Retry | undefined
  mirror?: Mirror | undefined
}

export type CircuitBreaker = {
  maxConnections?: number | undefined
  maxPendingRequests?: number | undefined
  maxRequests?: number | undefined
  maxRetries?: number | undefined
}
export type Outlier = {
  consecutive5xx?: number | undefined
  interval?: string | undefined
  baseEjection?: string | undefined
  maxEjectionPercent?: number | undefined
}
export type LoadBalancing = 'round-robin' | 'least-request' | 'random'

export type DestinationSettings = {
  circuitBreaker?: CircuitBreaker | undefined
  outlier?: Outlier | undefined
  loadBalancing?: LoadBalancing | undefined
}

/** The desired routing and resilience of ONE destination service. It never holds a fault or a canary's step. */
export type Policy = { service: ServiceName; rules: Rule[]; destination?: DestinationSettings | undefined }

/** A policy as stored: every change raises the revision by one. */
export type StoredPolicy = { policy: Policy; revision: number }
