import { isFaultActive } from '@/lib/mesh/fault'
import { isAnswering, isInSync } from '@/lib/mesh/proxy-state'
import { readFleet } from '@/lib/operations/proxies/read-fleet'
import { setGauge } from './metrics'
import type { WebContext } from './web-context'

const outcomes = ['running', 'promoted', 'rolled_back', 'inconclusive', 'aborted', 'superseded', 'expired'] as const

/** Brings the gauges about the mesh and the runtime up to date; called when the metrics page is asked for. */
export async function setStateGauges(web: WebContext): Promise<void> {
  const { steer, observed, series } = web.store
  const fleet = await readFleet({ ...web, actor: 'metrics' })
  const faults = (await steer.faults.list({ active: true, limit: 1000 })).filter(isFaultActive)
  const open = await steer.changes.open()
  const runtime = observed.runtime()
  const newest = series.newest()
  const ageOf = (at: number | null | undefined) => ({ value: at === null || at === undefined ? Number.NaN : (web.now() - at) / 1000 })
  setGauge('outrider_proxies', 'Known proxies', [
    { labels: { state: 'known' }, value: fleet.length },
    { labels: { state: 'answering' }, value: fleet.filter(isAnswering).length },
    { labels: { state: 'connected' }, value: fleet.filter((proxy) => proxy.connected).length },
    { labels: { state: 'in_sync' }, value: fleet.filter(isInSync).length },
  ])
  setGauge('outrider_faults_active', 'Faults that have not ended', [{ value: faults.length }])
  const canaries = await steer.canaries.tally()
  const sum = (of: 'count' | 'selfTests' | 'selfAlarms') => canaries.reduce((all, row) => all + row[of], 0)
  setGauge(
    'outrider_canaries',
    'Canaries by outcome; running: not ended',
    outcomes.map((outcome) => ({
      labels: { outcome },
      value: canaries.find((row) => (row.outcome ?? 'running') === outcome)?.count ?? 0,
    })),
  )
  setGauge('outrider_canary_self_tests', 'Canaries in which two halves of the baseline were compared with each other', [
    { value: sum('selfTests') },
  ])
  setGauge('outrider_canary_self_test_alarms', 'Those of them in which that alarmed: falsely, as both halves are one version', [
    { value: sum('selfAlarms') },
  ])
  await setSelfTestGauges(web)
  setGauge('outrider_changes_open', 'Changes that are not yet proved on every consumer', [{ value: open.length }])
  setGauge('outrider_desired_revision', 'Revision of the desired state', [{ value: await steer.revision() }])
  setGauge('outrider_runtime_heartbeat_age_seconds', 'Since the last sign of life of the runtime; NaN: never seen', [ageOf(runtime?.at)])
  setGauge('outrider_newest_window_age_seconds', 'Since the end of the newest window; NaN: none', [ageOf(newest)])
}

/** A/A tests of people: one row a service. */
async function setSelfTestGauges({ store }: WebContext): Promise<void> {
  const tests = await store.steer.selfTests.list()
  const services = [...new Set(tests.map(({ service }) => service))]
  // A gauge has the labels that it is first set with.
  if (services.length === 0) return
  const rows = (of: (test: (typeof tests)[number]) => number) =>
    services.map((service) => ({
      labels: { service },
      value: tests.filter((test) => test.service === service).reduce((sum, test) => sum + of(test), 0),
    }))
  setGauge(
    'outrider_self_tests_running',
    'A/A tests that run',
    rows(({ stopped }) => (stopped === null ? 1 : 0)),
  )
  setGauge(
    'outrider_self_test_runs',
    'Runs of A/A tests that are over',
    rows(({ runs }) => runs),
  )
  setGauge(
    'outrider_self_test_false_alarms',
    'Those of them that alarmed, falsely, as both arms are alike',
    rows(({ falseAlarms }) => falseAlarms),
  )
}
