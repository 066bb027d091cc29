import { fileURLToPath } from 'node:url'
import { provideContext } from '@/lib/http/context'
import { callUrl } from '@/lib/testing/api-caller'
import { type Edited, editInTurns } from '@/lib/testing/edit-in-turns'
import { loadRoutes, serveApi } from '@/lib/testing/serve-api'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { testContext } from '@/lib/testing/web-context'

// Two editors at one policy over HTTP, each on the newest revision it knows, until so many edits were asked for: none acknowledged may be lost, and every loser must get the
// winner's edit. `--edits 10000`.
const index = process.argv.indexOf('--edits')
const wanted = index < 0 ? 10_000 : Number(process.argv[index + 1])
const isJson = process.argv.includes('--json')

const api = await serveApi(await loadRoutes(fileURLToPath(new URL('..', import.meta.url))))
const context = await testContext()
provideContext(context.web)
await callUrl(api.url, '/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
const started = performance.now()
const edited: Edited = await editInTurns(api.url, wanted)
const seconds = (performance.now() - started) / 1000
const { steer } = context.web.store
const stored = await steer.policies.get('shop/reviews')
const changes = await steer.changes.list({ service: 'shop/reviews', limit: wanted + 1 })
const kept = new Set(changes.map(({ reason, policyRevision }) => `${policyRevision} ${reason}`))
const lost = edited.acknowledged.filter((edit) => !kept.has(edit)).length
const result = {
  edits: edited.acknowledged.length + edited.conflicts,
  acknowledged: edited.acknowledged.length,
  conflicts: edited.conflicts,
  conflictsWithoutTheWinner: edited.blind,
  lost,
  revision: stored?.revision,
  isWhole: stored?.revision === edited.acknowledged.length + 1 && changes.length === edited.acknowledged.length,
  seconds: Math.round(seconds * 10) / 10,
  editsPerSecond: Math.round((edited.acknowledged.length + edited.conflicts) / seconds),
}
await api.close()
await context.close()
console.log(
  isJson
    ? JSON.stringify(result, null, 2)
    : Object.entries(result)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
)
process.exitCode = lost === 0 && edited.blind === 0 && result.isWhole ? 0 : 1
