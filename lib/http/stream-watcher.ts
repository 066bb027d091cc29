import type { StreamEvent } from '@/lib/api/stream'
import { isAnswering } from '@/lib/mesh/proxy-state'
import { readRuntime } from '@/lib/operations/health/read-runtime'
import type { WebContext } from './web-context'

type Found = Omit<StreamEvent, 'version'>
const watched = 200

/** Compares what stands in the store with what stood there at the last look. The first look finds nothing new: a browser that just came has fetched it all. */
export class StreamWatcher {
  private readonly web: WebContext
  private changes: Map<string, string> | null = null
  private faults: Map<string, string> | null = null
  private canaries: Map<string, string> | null = null
  private readonly prints = new Map<string, string>()
  private newest: number | null = null

  constructor(web: WebContext) {
    this.web = web
  }

  /** didCommit: whether steering data may have changed since the last look; measurements and status always may. */
  async look(didCommit: boolean): Promise<Found[]> {
    const found = didCommit ? await this.lookAtSteering() : []
    const newest = this.web.store.series.newest()
    if (newest !== null && newest !== this.newest) found.push({ kind: 'window' })
    this.newest = newest
    if (this.isNew('proxies', this.statusPrint())) found.push({ kind: 'proxies' })
    const { isAlive, problems } = readRuntime(this.web)
    if (this.isNew('runtime', JSON.stringify([isAlive, isAlive ? problems : []]))) found.push({ kind: 'runtime' })
    return found
  }

  private async lookAtSteering(): Promise<Found[]> {
    const { steer } = this.web.store
    const [changes, faults, canaries, requests, lock, mesh, registrations] = await Promise.all([
      steer.changes.list({ limit: watched, withEvidence: true }),
      steer.faults.list({ limit: watched }),
      steer.canaries.open(),
      steer.canaries.requests({ unanswered: true }),
      steer.faults.lock(),
      steer.mesh.get(),
      steer.registrations.list(),
    ])
    const found: Found[] = []
    const [nowChanges, nowFaults] = [printsOf(changes), printsOf(faults)]
    const asked = (id: string): number => requests.filter(({ canaryId }) => canaryId === id).length
    const nowCanaries = new Map(
      canaries.map(({ record, revision }) => [record.state.plan.id, `${revision} ${asked(record.state.plan.id)}`]),
    )
    for (const id of newIn(this.changes, nowChanges)) found.push({ kind: 'change', id })
    for (const id of newIn(this.faults, nowFaults)) found.push({ kind: 'fault', id })
    for (const id of [...newIn(this.canaries, nowCanaries), ...goneFrom(this.canaries, nowCanaries)]) found.push({ kind: 'canary', id })
    this.changes = nowChanges
    this.faults = nowFaults
    this.canaries = nowCanaries
    if (this.isNew('lock', JSON.stringify(lock))) found.push({ kind: 'fault' })
    if (this.isNew('mesh', String(mesh?.revision ?? 0))) found.push({ kind: 'mesh' })
    if (this.isNew('registrations', JSON.stringify(registrations))) found.push({ kind: 'proxies' })
    return found
  }

  /** What a page shows of a proxy's state; the age of its last answer and the cost of a sweep move with every window and are fetched with it. */
  private statusPrint(): string {
    const status = [...this.web.store.observed.listStatus()].map(([id, { connected, sync, reading }]) => [
      id,
      connected,
      isAnswering({ reading }),
      reading.problem?.message,
      sync.map((type) => [type.type, type.status, type.error]),
    ])
    return JSON.stringify(status)
  }

  private isNew(name: string, print: string): boolean {
    const before = this.prints.get(name)
    this.prints.set(name, print)
    return before !== undefined && before !== print
  }
}

const printsOf = (rows: readonly { id: string }[]): Map<string, string> => new Map(rows.map((row) => [row.id, JSON.stringify(row)]))

function newIn(before: ReadonlyMap<string, string> | null, now: ReadonlyMap<string, string>): string[] {
  return before === null ? [] : [...now].filter(([id, print]) => before.get(id) !== print).map(([id]) => id)
}

function goneFrom(before: ReadonlyMap<string, string> | null, now: ReadonlyMap<string, string>): string[] {
  return before === null ? [] : [...before.keys()].filter((id) => !now.has(id))
}
