import { openTestStore, samplePolicy } from './temporary-store'

// Run as a process of its own: `store-child.ts FOLDER ROLE MODE`. It says `open`, and in mode `write` then one line per acknowledged edit until it is killed.
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
setInterval(() => undefined, 1_000)
