import { setImmediate as nextTurn } from 'node:timers/promises'
import { meshDocumentSchema } from '@/lib/api/mesh'
import type { ProxyIdentity, ProxyStatus } from '@/lib/mesh/proxy'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'
import type { Store } from '@/lib/store/store'
import { type SyntheticMesh, toIdentities, toMeshDocument } from './synthetic-mesh'
import { syntheticWindows } from './synthetic-windows'

/** A window of each proxy this often; real proxies are read each 5 s. */
export const windowMs = 10_000
const pastWindowMs = 60_000

/**
 * Stands where the runtime would: writes the mesh, its proxies and what they counted into the store, the way a scraper does. It opens no port and steers nothing.
 */
export class SyntheticFeed {
  private readonly store: Store
  private readonly mesh: SyntheticMesh
  private readonly now: () => number
  private readonly silent: ReadonlySet<string>
  private readonly identities: readonly ProxyIdentity[]
  private readonly startedAt: number
  private fedTo = 0

  constructor(store: Store, mesh: SyntheticMesh, now: () => number) {
    this.store = store
    this.mesh = mesh
    this.now = now
    this.startedAt = now()
    this.identities = toIdentities(mesh)
    this.silent = new Set(mesh.services.filter((each) => each.isSilent).flatMap((each) => each.versions.map(({ proxyId }) => proxyId)))
  }

  /** The mesh document and the proxies, in the place of any that were there. */
  async declare(ctx: Ctx): Promise<void> {
    const { steer, observed } = this.store
    // In the order of keys in which the store gives it back.
    const document = meshDocumentSchema.parse(toMeshDocument(this.mesh))
    const stored = await steer.mesh.get()
    if (JSON.stringify(stored?.document) !== JSON.stringify(document)) await putMesh(ctx, { document, baseRevision: stored?.revision ?? 0 })
    const former = new Map((await steer.registrations.list()).map((identity) => [identity.id, JSON.stringify(identity)]))
    for (const identity of this.identities) {
      if (!former.has(identity.id)) await steer.registrations.put(identity)
      former.delete(identity.id)
    }
    for (const id of former.keys()) {
      await steer.registrations.remove(id)
      observed.removeStatus(id)
    }
  }

  /** The last hours, where they are not stored yet, a window a minute. */
  async fillPast(hours: number, onMinute: (done: number, all: number) => void): Promise<void> {
    const end = this.now()
    const start = Math.max(end - hours * 3_600_000, this.store.series.newest() ?? 0)
    const all = Math.ceil((end - start) / pastWindowMs)
    for (let from = start, done = 1; from < end; from += pastWindowMs, done++) {
      this.store.series.append(syntheticWindows(this.mesh, from, Math.min(end, from + pastWindowMs), true))
      this.store.series.flush()
      onMinute(done, all)
      await nextTurn()
    }
    this.fedTo = end
    this.writeStatus()
  }

  /** One live window up to now. */
  feed(): void {
    const to = this.now()
    if (to - this.fedTo < 1000) return
    this.store.series.append(syntheticWindows(this.mesh, this.fedTo, to, false))
    this.fedTo = to
    this.writeStatus()
    this.store.series.maintain(to)
  }

  beat(): void {
    const { startedAt } = this
    this.store.observed.putRuntime({
      at: this.now(),
      pid: process.pid,
      xdsAddress: 'none: this mesh is synthetic',
      startedAt,
      problems: [],
      simulated: true,
    })
  }

  private writeStatus(): void {
    const at = this.now()
    for (const { id } of this.identities) this.store.observed.putStatus(id, this.statusOf(id, at))
  }

  private statusOf(id: string, at: number): ProxyStatus {
    const isSilent = this.silent.has(id)
    const problem = { kind: 'unreachable', message: 'SIMULATED: this proxy is silent on purpose', at: this.startedAt } as const
    return {
      // As of any target that is only read: its admin page answers.
      connected: !isSilent,
      connectionChangedAt: null,
      sync: [],
      syncedRevision: 0,
      reading: {
        lastAnswerAt: isSilent ? this.startedAt - 60_000 : at,
        missedRounds: isSilent ? 9 : 0,
        problem: isSilent ? problem : null,
        sweepMs: null,
        sweepBytes: null,
      },
    }
  }
}
