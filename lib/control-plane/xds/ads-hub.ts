import type { ControlPlaneEvent, Desired, LeasedWeights, TrialOutcome } from '@/lib/control-plane/control-plane'
import type { Fault } from '@/lib/mesh/fault'
import type { Millis } from '@/lib/mesh/names'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { AdsStream } from './ads-stream'
import { emptyAssignment } from './compile/compile-endpoints'
import { createCompileMemory } from './compile/compile-memory'
import { readDiscoveryRequest } from './discovery-request'
import { createFrameStore } from './frame-store'
import { absentLayer, LeaseLayer } from './lease-layer'
import { readNodeIdentity } from './node-identity'
import { createResourceEncoder } from './resource-encoder'
import type { Resource } from './resource-set'
import { type BuiltSnapshot, createSnapshotBuilder, type SnapshotBuilder } from './snapshot-builder'
import { Trial, touchedTypes } from './trial'

/** What a transport gives for one stream. `refuse` ends it with a status. */
export type StreamPort = {
  readonly peerAddress: string
  send(bytes: Buffer): void
  refuse(reason: 'invalid' | 'duplicate', message: string): void
}
/** What a transport calls for one stream. */
export type StreamHandler = { onMessage(message: Buffer): void; onClosed(): void }

type Connection = { identity: ProxyIdentity; stream: AdsStream; snapshot: BuiltSnapshot; lastStatus: string; trial: Trial | null }

export const renewEveryMs = 5_000
// Writing on for a while before the answers are let in is cheaper than taking turns; longer would keep other work waiting.
const writeSliceMs = 20

/** All streams of one control plane. Knows no transport. */
export class AdsHub {
  private readonly now: () => Millis
  private readonly connections = new Map<string, Connection>()
  private readonly listeners = new Set<(event: ControlPlaneEvent) => void>()
  private readonly encoder = createResourceEncoder()
  private readonly memory = createCompileMemory()
  private readonly frames = createFrameStore()
  private readonly lease: LeaseLayer
  private readonly changed = new Set<Connection>()
  private readonly renewal: NodeJS.Timeout
  private builder: SnapshotBuilder | null = null

  constructor(options: { isStoreAlive(): boolean; now(): Millis }) {
    this.now = options.now
    this.lease = new LeaseLayer(options.isStoreAlive)
    this.renewal = setInterval(() => this.renew(), renewEveryMs)
    this.renewal.unref()
  }

  get isPublished(): boolean {
    return this.builder !== null
  }

  publish(desired: Desired): void {
    const builder = createSnapshotBuilder(desired, this.encoder, this.memory)
    this.builder = builder
    this.frames.endRound()
    const waiting = this.connections.values()
    const slice = (): void => {
      if (this.builder !== builder) return
      const end = performance.now() + writeSliceMs
      for (const connection of waiting) {
        if (connection.trial) continue
        connection.snapshot = builder.build(connection.identity, connection.snapshot)
        connection.stream.publish(connection.snapshot)
        if (performance.now() > end) {
          setImmediate(slice)
          return
        }
      }
      this.encoder.endRound()
    }
    slice()
  }

  /** See `ControlPlane.tryOn`. */
  async tryOn(desired: Desired, proxyIds: readonly string[]): Promise<TrialOutcome> {
    const connected = proxyIds.flatMap((id) => this.connections.get(id) ?? [])
    const ready = connected.filter(({ stream, trial }) => stream.isSteady && !trial)
    const [first] = ready
    if (!first) return { kind: 'unavailable', proxyId: null, ...(connected.length > 0 && { isBusy: true }) }
    const { identity, stream, snapshot: former } = first
    const snapshot = createSnapshotBuilder(desired, this.encoder, this.memory).build(identity, former)
    return new Promise((resolve, reject) => {
      const trial = new Trial(identity.id, stream, touchedTypes(former, snapshot), ready.length > 1, (outcome) => {
        first.trial = null
        if (outcome.kind !== 'accepted') this.giveBack(first)
        resolve(outcome)
      })
      first.trial = trial
      first.snapshot = snapshot
      try {
        trial.begin(snapshot)
      } catch (error) {
        reject(error)
        trial.leave()
      }
    })
  }

  resend(proxyId: string): boolean {
    const connection = this.connections.get(proxyId)
    connection?.stream.resend()
    return connection !== undefined
  }

  private giveBack(connection: Connection): void {
    if (!this.builder || this.connections.get(connection.identity.id) !== connection) return
    connection.snapshot = this.builder.build(connection.identity, connection.snapshot)
    connection.stream.publish(connection.snapshot)
  }

  setLease(faults: readonly Fault[]): void {
    this.lease.replace(faults, this.now())
    this.sendLayers()
  }

  setWeights(weights: readonly LeasedWeights[]): void {
    this.lease.replaceWeights(weights, this.now())
    this.sendLayers()
  }

  private sendLayers(): void {
    this.frames.endRound()
    for (const { identity, stream } of this.connections.values()) stream.setLayer(this.lease.layerFor(identity.service))
    this.tellLoss()
  }

  subscribe(listener: (event: ControlPlaneEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open(port: StreamPort): StreamHandler {
    let connection: Connection | null = null
    return {
      onMessage: (message) => {
        const request = readDiscoveryRequest(message)
        connection ??= this.admit(port, request.node)
        connection?.stream.onRequest(request)
      },
      onClosed: () => {
        if (connection) this.remove(connection)
        connection = null
      },
    }
  }

  stop(): void {
    clearInterval(this.renewal)
  }

  private admit(port: StreamPort, node: Buffer | null): Connection | null {
    const identity = node && readNodeIdentity(node)
    if (!identity || !this.builder) {
      port.refuse('invalid', 'the first message of a stream must hold a node with an id')
      return null
    }
    if (this.connections.has(identity.id)) {
      const message = `a proxy with the id ${identity.id} is connected already; the second one, from ${port.peerAddress}, is refused: give it an id of its own`
      this.emit({ kind: 'duplicate', proxyId: identity.id, at: this.now(), message })
      port.refuse('duplicate', message)
      return null
    }
    const connection = this.connect(port, identity, this.builder)
    this.connections.set(identity.id, connection)
    this.emit({ kind: 'connected', identity, peerAddress: port.peerAddress, at: this.now() })
    return connection
  }

  private connect(port: StreamPort, identity: ProxyIdentity, builder: SnapshotBuilder): Connection {
    const snapshot = builder.build(identity, null)
    const options = {
      frames: this.frames,
      send: port.send,
      now: this.now,
      makeAbsent: (type: string, name: string) => this.makeAbsent(type, name),
      onChanged: () => this.markChanged(connection),
    }
    const stream = new AdsStream(options, snapshot, this.lease.layerFor(identity.service))
    const connection: Connection = { identity, stream, snapshot, lastStatus: '', trial: null }
    return connection
  }

  private makeAbsent(type: string, name: string): Resource | null {
    if (type === 'RTDS') return absentLayer(name)
    return type === 'EDS' ? this.encoder.encode(emptyAssignment(name)) : null
  }

  private remove(connection: Connection): void {
    this.connections.delete(connection.identity.id)
    this.changed.delete(connection)
    connection.trial?.leave()
    this.emit({ kind: 'disconnected', proxyId: connection.identity.id, at: this.now() })
  }

  private renew(): void {
    const verdict = this.lease.tick(this.now())
    if (verdict === 'wait') return
    this.frames.endRound()
    for (const { identity, stream } of this.connections.values()) {
      stream.setLayer(this.lease.layerFor(identity.service))
      if (verdict === 'renew') stream.renewLayer()
    }
    this.tellLoss()
  }

  private tellLoss(): void {
    const loss = this.lease.takeLoss()
    if (loss) this.emit({ kind: 'lease_lost', ...loss, at: this.now() })
  }

  // Many steps of one stream within a turn are one event.
  private markChanged(connection: Connection): void {
    connection.trial?.look()
    if (this.listeners.size === 0) return
    if (this.changed.size === 0) setImmediate(() => this.tellChanged())
    this.changed.add(connection)
  }

  private tellChanged(): void {
    const due = [...this.changed]
    this.changed.clear()
    for (const connection of due) {
      const { sync, ...revisions } = connection.stream.status()
      const status = JSON.stringify([revisions, sync.map(({ at, ...rest }) => rest)])
      if (status === connection.lastStatus) continue
      connection.lastStatus = status
      this.emit({ kind: 'sync', proxyId: connection.identity.id, sync, ...revisions, at: this.now() })
    }
  }

  private emit(event: ControlPlaneEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}
