import type { Millis } from '@/lib/mesh/names'
import type { SteerTx, Store } from '../store'
import { auditTable } from './audit-table'
import { canariesTable, type ParsedCanaries } from './canaries-table'
import { changesTable } from './changes-table'
import { driftTable } from './drift-table'
import { faultsTable } from './faults-table'
import { meshTable } from './mesh-table'
import { policiesTable } from './policies-table'
import { selfTestsTable } from './self-tests-table'
import { settingsTable } from './settings-table'
import { slosTable } from './slos-table'
import { smallTables } from './small-tables'
import type { Db, SteerDatabase } from './steer-database'
import { untilCommit } from './until-commit'
import { viewsTable } from './views-table'
import type { CommitWatch } from './watch-commits'
import { webhooksTable } from './webhooks-table'

/**
 * The steering half of the store: reads of the last committed state; every write outside `transaction` is a transaction of its own.
 * What every topology needs whole is parsed once per commit and shared.
 */
export function steerStore(database: SteerDatabase, commits: CommitWatch, now: () => Millis): Store['steer'] {
  const parsed: ParsedCanaries = new Map()
  const read = tables(database.read, now, canariesTable(database.read, parsed, true))
  const small = smallTables(database.read)
  const write = <T>(work: (tx: SteerTx) => Promise<T>): Promise<T> =>
    database.transaction((db) => work(tables(db, now, canariesTable(db, parsed, false))))
  const writeSmall = <T>(work: (tx: ReturnType<typeof smallTables>) => Promise<T>): Promise<T> =>
    database.transaction((db) => work(smallTables(db)))
  const remembered = <T>(load: () => Promise<T>) => untilCommit(() => commits.stamp(), load)
  return {
    transaction: write,
    revision: small.revision,
    watch: (onCommit) => commits.watch(onCommit),
    mesh: { get: remembered(read.mesh.get), put: (document) => write((tx) => tx.mesh.put(document)) },
    policies: {
      ...read.policies,
      list: remembered(read.policies.list),
      replace: (policy, baseRevision) => write((tx) => tx.policies.replace(policy, baseRevision)),
      remove: (service) => write((tx) => tx.policies.remove(service)),
    },
    changes: {
      ...read.changes,
      insert: (change) => write((tx) => tx.changes.insert(change)),
      update: (change) => write((tx) => tx.changes.update(change)),
      putReason: (id, reason) => write((tx) => tx.changes.putReason(id, reason)),
    },
    faults: {
      ...read.faults,
      insert: (fault) => write((tx) => tx.faults.insert(fault)),
      update: (fault) => write((tx) => tx.faults.update(fault)),
      setLock: (lock) => write((tx) => tx.faults.setLock(lock)),
    },
    webhooks: {
      ...read.webhooks,
      add: (url, body, at) => write((tx) => tx.webhooks.add(url, body, at)),
      retry: (id, attempts, nextAt) => write((tx) => tx.webhooks.retry(id, attempts, nextAt)),
      remove: (id) => write((tx) => tx.webhooks.remove(id)),
    },
    canaries: {
      ...read.canaries,
      open: remembered(read.canaries.open),
      insert: (record) => write((tx) => tx.canaries.insert(record)),
      replace: (record, baseRevision) => write((tx) => tx.canaries.replace(record, baseRevision)),
      addTicks: (id, ticks) => write((tx) => tx.canaries.addTicks(id, ticks)),
      addEvents: (id, events) => write((tx) => tx.canaries.addEvents(id, events)),
      ask: (canaryId, request) => write((tx) => tx.canaries.ask(canaryId, request)),
      answer: (requestId, answer) => write((tx) => tx.canaries.answer(requestId, answer)),
    },
    selfTests: { ...read.selfTests, list: remembered(read.selfTests.list), put: (test) => write((tx) => tx.selfTests.put(test)) },
    settings: { get: read.settings.get, replace: (settings, baseRevision) => write((tx) => tx.settings.replace(settings, baseRevision)) },
    views: {
      list: read.views.list,
      replace: (view, baseRevision) => write((tx) => tx.views.replace(view, baseRevision)),
      remove: (name, baseRevision) => write((tx) => tx.views.remove(name, baseRevision)),
    },
    slos: {
      list: remembered(read.slos.list),
      replace: (slo, baseRevision) => write((tx) => tx.slos.replace(slo, baseRevision)),
      remove: (service, baseRevision) => write((tx) => tx.slos.remove(service, baseRevision)),
    },
    drift: {
      ...read.drift,
      list: remembered(read.drift.list),
      put: (drift) => write((tx) => tx.drift.put(drift)),
      remove: (id) => write((tx) => tx.drift.remove(id)),
    },
    audit: { ...read.audit, append: (row) => write((tx) => tx.audit.append(row)) },
    registrations: {
      list: remembered(small.registrations.list),
      put: (identity) => writeSmall((tx) => tx.registrations.put(identity)),
      remove: (id) => writeSmall((tx) => tx.registrations.remove(id)),
    },
    values: { get: small.values.get, put: (name, value) => writeSmall((tx) => tx.values.put(name, value)) },
    positions: {
      get: small.positions.get,
      put: (view, positions) => writeSmall((tx) => tx.positions.put(view, positions)),
      removeEnding: (end) => writeSmall((tx) => tx.positions.removeEnding(end)),
    },
  }
}

const tables = (db: Db, now: () => Millis, canaries: SteerTx['canaries']): SteerTx => ({
  raiseRevision: async () => {
    await db().$executeRaw`UPDATE desired SET revision = revision + 1 WHERE id = 1`
    return smallTables(db).revision()
  },
  mesh: meshTable(db),
  policies: policiesTable(db),
  changes: changesTable(db, now),
  faults: faultsTable(db),
  canaries,
  webhooks: webhooksTable(db),
  settings: settingsTable(db),
  selfTests: selfTestsTable(db),
  views: viewsTable(db),
  slos: slosTable(db),
  drift: driftTable(db),
  audit: auditTable(db),
})
