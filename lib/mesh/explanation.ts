import type { Protocol } from './mesh-document'
import type { ServiceName } from './names'

/** A request as a caller would send it. What is not given is not known: then several rules may take it, and each is told. Header names are in lower case. */
export type AskedRequest = {
  caller?: string | undefined
  host?: string | undefined
  method?: string | undefined
  /** With its query. */
  path?: string | undefined
  headers?: Record<string, string> | undefined
}

/** passes: cannot take it; takes: surely does, where no rule before it does; may_take: depends on what is not known; not_reached: a rule before it surely takes it. */
export type RuleVerdict = 'passes' | 'takes' | 'may_take' | 'not_reached'
export type ExplainedRule = { name: string; verdict: RuleVerdict; why: string }

/** percent: 0..100 of the requests this rule takes. instances: null where not known. */
export type VersionOdds = { version: string; percent: number; instances: number | null; isLeased: boolean }
/** What a fault does to these requests: on one version or on all (null). */
export type FaultOnTheWay = {
  id: string
  version: string | null
  isCertain: boolean
  abortPercent: number
  delayPercent: number
  text: string
}

/** What becomes of a request that one rule takes. timeoutMs null: it waits for ever. */
export type Outcome = {
  rule: string
  /** false where it depends on what is not known whether this rule takes it. */
  isCertain: boolean
  action: 'forward' | 'redirect' | 'direct_response'
  versions: VersionOdds[]
  sticky: string | null
  timeoutMs: number | null
  retries: { attempts: number; on: string[]; perTryTimeoutMs: number | null } | null
  /** The most tries of one request, the first one included. */
  tries: number
  mirror: { version: string; percent: number } | null
  rateLimit: string | null
  /** As the destination sees it, where the rule rewrites; null where nothing changes or the request is not known. */
  sentPath: string | null
  sentHost: string | null
  location: string | null
  status: number | null
  faults: FaultOnTheWay[]
  /** In words, the most important first. */
  sentences: string[]
}

/** One call of a service by a caller. `depth` 0 is the request itself; the others are what the service may call because of it. */
export type Hop = {
  depth: number
  caller: string | null
  service: ServiceName
  protocol: Protocol
  why: string
  rules: ExplainedRule[]
  /** One where the request is known; several, in the rules' order, where it is not. */
  outcomes: Outcome[]
}

/** problem: why the request reaches no service at all; then there are no hops. */
export type Explanation = { request: AskedRequest; service: ServiceName | null; problem: string | null; hops: Hop[]; notes: string[] }
