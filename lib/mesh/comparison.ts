import type { Millis } from './names'
import type { Health, QuantileBounds, Quantiles, TopologyEdge, TopologyNode } from './topology'

/** What of a subject differs between two windows. more, less: its rate; new, gone: it carries requests (tcp: connections) in one of them only. */
export type DifferenceKind = 'new' | 'gone' | 'failing_more' | 'failing_less' | 'slower' | 'faster' | 'more' | 'less'

/**
 * A difference that chance does not explain. now, base: error ratio, share of requests slower than `boundMs`, or rate per second.
 * p: two-sided; q: after the correction for how many were tested; phi: by how much counts scatter beyond independent ones, 2 where too little was measured to tell.
 * perSecond: what it amounts to now, in errors, slow requests or requests per second; its sign is that of now − base.
 */
export type Difference = {
  kind: DifferenceKind
  test: 'fisher' | 'binomial'
  p: number
  q: number
  phi: number
  isDispersionMeasured: boolean
  now: number
  base: number
  boundMs?: number | undefined
  perSecond: number
}

/** One window of a subject. Rates, ratio and latency are null where no counting proxy was read up to its end. proxies: that counted. */
export type ComparedSide = {
  requests: number
  errors: number
  coveredSeconds: number
  requestsPerSecond: number | null
  connectionsPerSecond?: number | undefined
  errorRatio: number | null
  latencyMs: Quantiles | null
  latencyBoundsMs?: QuantileBounds | undefined
  health: Health
  proxies: number
}

/** both: in neither window new or gone; unknown: one of the windows does not tell, `unknownReason` says why. */
export type Presence = 'both' | 'new' | 'gone' | 'unknown'

/** A node or edge in both windows; a side is null where nothing of it was seen. Presence is told as seen; `differences` say what of it chance does not explain, strongest first. */
export type Compared = {
  id: string
  presence: Presence
  unknownReason?: string | undefined
  /** Why its rate was not tested: proxies that counted in one window and were not read in the other. */
  rateUntested?: string | undefined
  now: ComparedSide | null
  base: ComparedSide | null
  differences: Difference[]
}

/** proxies: with any window; coveredSeconds: of the range, averaged over them. */
export type WindowCoverage = { from: Millis; to: Millis; proxies: number; coveredSeconds: number }

/** Window against base window. Nodes and edges sorted by id; `top`: what differs most, worst first. `notes`: in what the windows are not alike. */
export type Comparison = {
  now: WindowCoverage
  base: WindowCoverage
  notes: string[]
  /** Every q of a difference is at most this. */
  level: number
  /** How many edges each test was made on. */
  tested: { errors: number; latency: number; rate: number }
  nodes: Compared[]
  edges: Compared[]
  top: { subject: 'node' | 'edge'; id: string; kind: DifferenceKind }[]
  /** What is drawn of nodes and edges that are in the base window only. */
  gone: { nodes: TopologyNode[]; edges: TopologyEdge[] }
}
