import { openTestStore, sampleCounts, sampleGauges, sampleKey, samplePolicy } from './temporary-store'

// Run as a process of its own: `store-child.ts FOLDER ROLE MODE`. It says `open`, and in mode `write` then one line per acknowledged edit until it is killed,
// in mode `measure` one line per flushed window of one request, one window a second of a clock of its own.
const [folder = '', role = 'both', mode = 'hold'] = process.argv.slice(2)
if (role !== 'web' && role !== 'runtime' && role !== 'both') throw new Error(`unknown role ${role}`)
const store = await openTestStore(folder, { role })
process.stdout.write('open\n')
if (mode === 'write') {
  let revision = (await store.steer.policies.get('shop/reviews'))?.revision ?? 0
  for (;;) {
    const base = revision
    const next = await store.steer.transaction(async (tx) => {
      const replaced = await tx.policies.replace(samplePolicy(base % 101), base)
      await tx.raiseRevision()
      await tx.audit.append({ at: base, actor: 'child', action: 'replace', subject: 'shop/reviews', reason: 'test', outcome: 'stored' })
      return replaced
    })
    if (next === null) throw new Error('an edit was lost')
    revision = next
    process.stdout.write(`${revision}\n`)
  }
}
if (mode === 'measure') {
  const start = store.series.newest() ?? Date.now() - 3_600_000
  const edge = { key: sampleKey(1), counts: sampleCounts({ requests: 1 }), gauges: sampleGauges(), latency: [[1, 2, 1]] as const }
  for (let to = start + 1_000; ; to += 1_000) {
    store.series.append([{ proxyId: 'proxy-1', from: to - 1_000, to, edges: [edge] }])
    store.series.flush()
    process.stdout.write(`${to}\n`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
setInterval(() => undefined, 1_000)
