import type Database from 'better-sqlite3'
import type { Bin, BinTable, EdgeKey } from '@/lib/mesh/window'

type SeriesRow = { id: number; key: string }
type BinRow = { id: number; lower: number; upper: number }

/** Series and latency bins by id, as one connection has read them so far; rows are only ever added. */
export class Dictionary {
  readonly keys: (EdgeKey | undefined)[] = []
  /** All bins, a new table when there are new ones, and the place of each bin id in it. */
  table: BinTable = { lowers: new Float64Array(0), uppers: new Float64Array(0) }
  rank = new Int32Array(0)
  private readonly bins: BinRow[] = []
  private readonly newSeries: Database.Statement<[number], SeriesRow>
  private readonly newBins: Database.Statement<[number], BinRow>

  constructor(db: Database.Database) {
    this.newSeries = db.prepare('SELECT id, key FROM series WHERE id > ? ORDER BY id')
    this.newBins = db.prepare('SELECT id, lower, upper FROM bin WHERE id > ? ORDER BY id')
  }

  /** Reads what was added since the last call; inside the reader's transaction, so that no blob names an unknown id. */
  refresh(): void {
    for (const row of this.newSeries.all(Math.max(0, this.keys.length - 1))) this.keys[row.id] = asEdgeKey(JSON.parse(row.key))
    const added = this.newBins.all(this.bins.at(-1)?.id ?? 0)
    if (added.length === 0) return
    this.bins.push(...added)
    const sorted = [...this.bins].sort((a, b) => a.lower - b.lower || a.upper - b.upper)
    this.table = { lowers: Float64Array.from(sorted, ({ lower }) => lower), uppers: Float64Array.from(sorted, ({ upper }) => upper) }
    this.rank = new Int32Array((this.bins.at(-1)?.id ?? 0) + 1)
    sorted.forEach((bin, place) => {
      this.rank[bin.id] = place
    })
  }
}

/** Gives ids to series and bins on the writing connection, making rows for new ones. */
export class DictionaryWriter {
  private byObject = new WeakMap<EdgeKey, number>()
  private readonly byText = new Map<string, number>()
  private readonly byBin = new Map<number, Map<number, number>>()
  private readonly insertSeries: Database.Statement<[string]>
  private readonly insertBin: Database.Statement<[number, number]>
  private readonly db: Database.Database

  constructor(db: Database.Database) {
    this.db = db
    this.insertSeries = db.prepare('INSERT INTO series (key) VALUES (?)')
    this.insertBin = db.prepare('INSERT INTO bin (lower, upper) VALUES (?, ?)')
    this.load()
  }

  /** Forgets ids whose rows were rolled back. */
  reload(): void {
    this.byObject = new WeakMap()
    this.byText.clear()
    this.byBin.clear()
    this.load()
  }

  seriesId(key: EdgeKey): number {
    const known = this.byObject.get(key)
    if (known !== undefined) return known
    const text = toKeyText(key)
    let id = this.byText.get(text)
    if (id === undefined) {
      id = Number(this.insertSeries.run(text).lastInsertRowid)
      this.byText.set(text, id)
    }
    this.byObject.set(key, id)
    return id
  }

  binId(bin: Bin): number {
    const [lower, upper] = bin
    let uppers = this.byBin.get(lower)
    if (!uppers) {
      uppers = new Map()
      this.byBin.set(lower, uppers)
    }
    let id = uppers.get(upper)
    if (id === undefined) {
      id = Number(this.insertBin.run(lower, upper).lastInsertRowid)
      uppers.set(upper, id)
    }
    return id
  }

  private load(): void {
    for (const row of this.db.prepare<[], SeriesRow>('SELECT id, key FROM series').all()) this.byText.set(row.key, row.id)
    for (const row of this.db.prepare<[], BinRow>('SELECT id, lower, upper FROM bin').all()) {
      const uppers = this.byBin.get(row.lower) ?? new Map<number, number>()
      uppers.set(row.upper, row.id)
      this.byBin.set(row.lower, uppers)
    }
  }
}

/** Fields in a fixed order, whatever order the key was built in. */
function toKeyText(key: EdgeKey): string {
  const end = ({ kind, service, version, instance }: EdgeKey['source']) => ({ kind, service, version, instance })
  const { proxyId, side, level, source, target, protocol, origin, mirror } = key
  return JSON.stringify({ proxyId, side, level, source: end(source), target: end(target), protocol, origin, mirror })
}

/** What stands in the column was written by toKeyText of this file and by nothing else. */
const asEdgeKey = (json: unknown): EdgeKey => json as EdgeKey
