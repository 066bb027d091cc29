import type { Levers } from './levers'
import type { Endpoint } from './mesh-document'
import type { Millis, ServiceName } from './names'

/** What a proxy says of itself: node metadata on its ADS stream, or the configuration of a static target. */
export type ProxyIdentity = {
  id: string
  kind: 'envoy' | 'prometheus-text'
  role: 'sidecar' | 'gateway' | 'unknown'
  service: ServiceName
  /** null for gateways and where nothing tells. */
  version: string | null
  adminUrl: string | null
  inbound: Endpoint | null
  outbound: Endpoint | null
  app: Endpoint | null
  /** tcp services this proxy listens for, by service, where they deviate from outbound address and service port. */
  tcp: Record<ServiceName, Endpoint>
  /** Of `node.locality`; absent where it names none. */
  zone?: string | undefined
  simulated: boolean
  /** true for a target of the configuration file: nobody here configures it. */
  isStatic: boolean
  /** e.g. `1.40.0`; null until known. */
  build: string | null
  /** What it lets be changed at run time; absent where nobody looked, or another way steers it. */
  levers?: Levers | undefined
}

/** Per xDS type, as Envoy's own CSDS names it. */
export type TypeSync = {
  type: 'CDS' | 'EDS' | 'LDS' | 'RDS' | 'RTDS'
  status: 'SYNCED' | 'STALE' | 'NACKED' | 'NOT_SENT'
  sentVersion: string | null
  ackedVersion: string | null
  /** Envoy's own words of the last refusal; cleared by a later ACK. */
  error: string | null
  at: Millis
  /**
   * Whose values are refused, where each has an owner: `fault:<id>` or `weights:<service>`; then it is a refusal of theirs and of nothing else. isForeign: a value of
   * somebody else stands there.
   */
  refusals?: { owner: string; words: string; at: Millis; isForeign?: true }[] | undefined
}

export type ProxyStatus = {
  connected: boolean
  /** Since when it is connected or disconnected; null when it never was. */
  connectionChangedAt: Millis | null
  sync: TypeSync[]
  /** The highest desired revision whose every resource this proxy has ACKed; 0 before the first. */
  syncedRevision: number
  reading: ReadingStatus
  /** null while they have not been read; read once an hour. */
  certificates?: Certificate[] | null | undefined
}

/** A certificate the proxy holds. `daysUntilExpiration` and `expiresAt` are null where the proxy gives none. */
export type Certificate = {
  path: string
  serial: string
  subjectAltNames: string[]
  daysUntilExpiration: number | null
  expiresAt: Millis | null
}

/** How the last rounds of reading went. `missedRounds` ≥ 3 means: not answering, numbers unknown. */
export type ReadingStatus = {
  lastAnswerAt: Millis | null
  missedRounds: number
  problem: Problem | null
  /** What the last whole sweep cost. */
  sweepMs: number | null
  sweepBytes: number | null
}

export type ProblemKind =
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  | 'truncated'
  | 'not_envoy'
  | 'http_status'
  | 'malformed'
  | 'duplicate_id'
  | 'refused_address'
  | 'disconnected'
  | 'rejected'
/** Trouble as a value: what, in words for a person. */
export type Problem = { kind: ProblemKind; message: string; at: Millis }

/** A proxy with everything known of it. */
export type Proxy = ProxyIdentity & ProxyStatus

/** An instance of a version, as its proxy registered it. */
export type Instance = {
  proxyId: string
  service: ServiceName
  version: string
  inbound: Endpoint
  zone?: string | undefined
  connected: boolean
  connectionChangedAt: Millis
}
