import type { CanaryRecord, StoredCanary, StoredTick } from '@/lib/canary/canary-record'
import type { SelfTest } from '@/lib/canary/self-test'
import type { AuditEntry, AuditRow, AuditVerdict } from '@/lib/mesh/audit'
import type { CanaryEvent, CanaryRequest } from '@/lib/mesh/canary'
import type { Change } from '@/lib/mesh/change'
import type { Drift } from '@/lib/mesh/drift'
import type { Fault } from '@/lib/mesh/fault'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { Policy, StoredPolicy } from '@/lib/mesh/policy'
import type { ProxyIdentity, ProxyStatus } from '@/lib/mesh/proxy'
import type { SavedView } from '@/lib/mesh/saved-view'
import type { Settings, StoredSettings } from '@/lib/mesh/settings'
import type { StoredSlo } from '@/lib/mesh/slo'
import type { EdgeTotal, PartTotal, ProxyWindow } from '@/lib/mesh/window'

export type StoredMesh = { document: MeshDocument; revision: number }
export type NodePosition = { x: number; y: number }
/** Which faults are asked of the mesh, and whether new ones are locked out by the red button. */
export type FaultLock = { locked: boolean; reason: string; actor: string; at: Millis } | null

/** A call that is still to be made. at: when it was asked for. */
export type WebhookCall = { id: number; url: string; body: string; at: Millis; attempts: number }

/**
 * Verbs inside one `transaction` are one BEGIN IMMEDIATE on steer.db: all or nothing.
 * `desiredRevision` is the mesh-wide counter that every change of desired state raises by one, in the same transaction.
 */
export type SteerTx = {
  raiseRevision(): Promise<number>
  mesh: { get(): Promise<StoredMesh | null>; put(document: MeshDocument): Promise<StoredMesh> }
  policies: {
    list(): Promise<StoredPolicy[]>
    get(service: ServiceName): Promise<StoredPolicy | null>
    /** Compare-and-swap: answers the new revision, or null when the stored revision is not `baseRevision` (0 = none yet). */
    replace(policy: Policy, baseRevision: number): Promise<number | null>
    /** What is removed is kept aside as the service's former policy. */
    remove(service: ServiceName): Promise<void>
    /** The policy that was removed last; null when none ever was. */
    former(service: ServiceName): Promise<Policy | null>
  }
  changes: {
    /** Newest first, without evidence rows filled unless `withEvidence`. */
    list(filter: {
      service?: ServiceName | undefined
      since?: Millis | undefined
      until?: Millis | undefined
      /** Only the change that made this revision of its policy. */
      policyRevision?: number | undefined
      limit: number
      withEvidence?: boolean | undefined
    }): Promise<Change[]>
    get(id: string): Promise<Change | null>
    insert(change: Change): Promise<void>
    /** Writes state, undoneBy, inForce and evidence; of the rest of a change only the reason ever changes, by `putReason`. */
    update(change: Change): Promise<void>
    putReason(id: string, reason: string): Promise<void>
    /**
     * Those whose state is pending or applying; and, younger than a day, those refused somewhere, as a later acceptance counts, and those in force that are not
     * yet observed everywhere. Oldest first.
     */
    open(): Promise<Change[]>
  }
  faults: {
    /** Newest first. until: started no later. */
    list(filter: {
      active?: boolean | undefined
      service?: ServiceName | undefined
      until?: Millis | undefined
      limit: number
    }): Promise<Fault[]>
    get(id: string): Promise<Fault | null>
    insert(fault: Fault): Promise<void>
    update(fault: Fault): Promise<void>
    lock(): Promise<FaultLock>
    setLock(lock: FaultLock): Promise<void>
  }
  canaries: {
    /** Newest first. active: not ended; until: started no later. */
    list(filter: {
      active?: boolean | undefined
      service?: string | undefined
      until?: Millis | undefined
      limit: number
    }): Promise<StoredCanary[]>
    /** Those that have not ended, and ended ones whose values may still be in proxies; oldest first. */
    open(): Promise<StoredCanary[]>
    get(id: string): Promise<StoredCanary | null>
    insert(record: CanaryRecord): Promise<void>
    /** Compare-and-swap on the row: false when its revision is not `baseRevision`. */
    replace(record: CanaryRecord, baseRevision: number): Promise<boolean>
    addTicks(id: string, ticks: readonly StoredTick[]): Promise<void>
    /** In their order. */
    ticks(id: string): Promise<StoredTick[]>
    addEvents(id: string, events: readonly CanaryEvent[]): Promise<void>
    events(id: string): Promise<CanaryEvent[]>
    /** How many there are by outcome (null: not ended), and in how many the A/A test between halves of the baseline ran, and alarmed. */
    tally(): Promise<{ outcome: string | null; count: number; selfTests: number; selfAlarms: number }[]>
    ask(canaryId: string, request: CanaryRequest): Promise<void>
    answer(requestId: string, answer: { accepted: boolean; text: string }): Promise<void>
    /** Oldest first. */
    requests(filter: {
      canaryId?: string | undefined
      unanswered?: boolean | undefined
    }): Promise<{ canaryId: string; request: CanaryRequest }[]>
  }
  /** A/A tests, running and stopped, oldest first. `put` writes the whole of one. */
  selfTests: { list(): Promise<SelfTest[]>; get(id: string): Promise<SelfTest | null>; put(test: SelfTest): Promise<void> }
  settings: {
    get(): Promise<StoredSettings>
    /** Compare-and-swap: answers the new revision, or null when the stored revision is not `baseRevision` (0 = never edited). */
    replace(settings: Settings, baseRevision: number): Promise<number | null>
  }
  /** How people look at the topology, under names. */
  views: {
    list(): Promise<SavedView[]>
    /** Compare-and-swap on the view of that name: answers it with its new revision, or null when the stored one is not `baseRevision` (0 = none of that name). */
    replace(view: Omit<SavedView, 'revision'>, baseRevision: number): Promise<SavedView | null>
    /** false when there is none of that name at `baseRevision`. */
    remove(name: string, baseRevision: number): Promise<boolean>
  }
  /** What services promise. */
  slos: {
    list(): Promise<StoredSlo[]>
    /** Compare-and-swap on the target of that service: answers it with its new revision, or null when the stored one is not `baseRevision` (0 = it has none). */
    replace(slo: Omit<StoredSlo, 'revision'>, baseRevision: number): Promise<StoredSlo | null>
    /** false when the service has none at `baseRevision`. */
    remove(service: ServiceName, baseRevision: number): Promise<boolean>
  }
  /** What runs and nobody asked for; ignored ones too, until they are gone. */
  drift: {
    list(): Promise<Drift[]>
    get(id: string): Promise<Drift | null>
    put(drift: Drift): Promise<void>
    remove(id: string): Promise<void>
  }
  webhooks: {
    /** Due at once. */
    add(url: string, body: string, at: Millis): Promise<void>
    /** Those never tried first, as what failed may fail again; of the others the longest due. url: of this hook alone. */
    due(now: Millis, limit: number, url?: string): Promise<WebhookCall[]>
    /** Hooks with calls that are due. */
    dueUrls(now: Millis): Promise<string[]>
    /** How many calls wait for this hook, due or not. */
    waiting(url: string): Promise<number>
    retry(id: number, attempts: number, nextAt: Millis): Promise<void>
    remove(id: number): Promise<void>
  }
  audit: {
    append(row: AuditRow): Promise<void>
    /** Oldest first, those with an id above `after`. */
    entries(filter: { after: number; limit: number }): Promise<AuditEntry[]>
    /** Walks the whole chain of hashes. expected: a hash that must be in it; null for none. */
    verify(expected: string | null): Promise<AuditVerdict>
  }
}

/** Everything but `transaction` reads the last committed state. */
export type Store = {
  steer: Omit<SteerTx, 'raiseRevision'> & {
    transaction<T>(work: (tx: SteerTx) => Promise<T>): Promise<T>
    /** The present desired revision, and a cheap watch (data_version every 50 ms) that calls back after any commit by anybody. */
    revision(): Promise<number>
    watch(onCommit: () => void): () => void
    /** Proxies that registered themselves (durable; volatile status is in `observed`). */
    registrations: { list(): Promise<ProxyIdentity[]>; put(identity: ProxyIdentity): Promise<void>; remove(id: string): Promise<void> }
    /** Small durable values: xDS snapshot versions, applied revision. */
    values: { get(name: string): Promise<string | null>; put(name: string, value: string): Promise<void> }
    positions: {
      get(view: string): Promise<Record<string, NodePosition>>
      put(view: string, positions: Record<string, NodePosition>): Promise<void>
      /** Of all views whose names end so. */
      removeEnding(end: string): Promise<void>
    }
  }
  /** Volatile observations of the runtime, readable by the web half (series.db). */
  observed: {
    putStatus(id: string, status: ProxyStatus): void
    listStatus(): Map<string, ProxyStatus>
    removeStatus(id: string): void
    /** Runtime's own state for the web half, e.g. `{ at, pid, xdsPort, problems }`; null when none was ever written. */
    putRuntime(state: RuntimeState): void
    runtime(): RuntimeState | null
  }
  series: SeriesStore
  /** Answers a sentence when the store cannot be written (disk full, read-only), else null. */
  health(): Promise<string | null>
  close(): Promise<void>
}

/** `at` is a heartbeat, written each second; older than 10 s means the runtime is away. */
export type RuntimeState = {
  at: Millis
  pid: number
  xdsAddress: string
  startedAt: Millis
  problems: string[]
  /** Some proxy of it is simulated: every answer says so. */
  simulated: boolean
}

/** `at` is the start of the step; steps begin at whole multiples of `stepMs`. */
export type SeriesPoint = EdgeTotal & { at: Millis; stepMs: number }

/** How long windows are kept: raw ones, minutes, quarters of an hour; and how many bytes of them at most. */
export type Retention = { rawMs: number; minuteMs: number; quarterMs: number; maxBytes: number }

export type SeriesStore = {
  /** Buffered; on disk and visible to readers within 2 s. */
  append(windows: ProxyWindow[]): void
  flush(): void
  /** Sums per series over all windows that overlap [from, to]. Older than the raw retention, windows are 1 min (or 15 min) long. */
  totals(from: Millis, to: Millis): EdgeTotal[]
  /** Sums per series over the raw windows that lie within [from, to]; none where the raw windows of that time are dropped already. */
  totalsWithin(from: Millis, to: Millis): EdgeTotal[]
  /**
   * Sums over at most `parts` equal parts of [from, to] in time order, for the series that `wanted` accepts: each window in the part in which it ends, so in one.
   * Where only minutes (quarters) are kept, or raw windows are too many, a part is a whole number of them. A part without a window is empty.
   */
  totalsInParts(query: { wanted: (key: EdgeTotal['key']) => boolean; from: Millis; to: Millis; parts: number }): PartTotal[][]
  /**
   * The same, split into equal steps (≤ maxPoints) that are no shorter than windows regularly are, for the series that `wanted` accepts: each window in the step in which
   * it ends. A step in which none ends is absent.
   */
  points(query: { wanted: (key: EdgeTotal['key']) => boolean; from: Millis; to: Millis; maxPoints: number }): SeriesPoint[]
  /** End of the newest window; null when there is none. */
  newest(): Millis | null
  /** Rolls up and drops what is past retention; one bounded step, true when there is more to do. */
  maintain(now: Millis): boolean
}
