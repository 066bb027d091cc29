import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideContext } from '@/lib/http/context'
import { callUrl } from '@/lib/testing/api-caller'
import { loadRoutes, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { runCli } from '../run-cli'

let api: ServedApi
let context: TestContext

async function run(...words: string[]) {
  const said = { out: '', error: '' }
  const say = (where: 'out' | 'error') => (text: string) => {
    said[where] += text
  }
  const output = { out: say('out'), error: say('error') }
  return { code: await runCli(['node', 'outrider', ...words], { OUTRIDER_URL: api.url }, output), ...said }
}

beforeAll(async () => {
  api = await serveApi(await loadRoutes(fileURLToPath(new URL('../..', import.meta.url))))
  context = await testContext()
  provideContext(context.web)
  await callUrl(api.url, '/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
})
afterAll(async () => {
  await api.close()
  await context.close()
})

describe('outrider audit', () => {
  it('verifies and exports alike over the API and in the data folder itself', async () => {
    const asked = await run('audit', 'verify')
    expect(asked).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^The audit is whole: 1 row\. Keep the hash of row 1 .*--expect [0-9a-f]{64}\n$/),
    })
    expect(await run('audit', 'verify', '--data', context.folder)).toEqual(asked)
    const exported = await run('audit', 'export')
    expect(JSON.parse(exported.out)).toMatchObject({ action: 'mesh:put', address: '127.0.0.1', after: shopMesh })
    expect(await run('audit', 'export', '--data', context.folder)).toEqual(exported)
    expect((await run('audit', 'export', '--from', 'now')).out).toBe('')
    expect((await run('audit', 'export', '--data', context.folder, '--to', 'now-1h')).out).toBe('')
  })

  it('ends with 1 and names the row where somebody changed the database, and where the hash kept is gone', async () => {
    const lost = await run('audit', 'verify', '--expect', 'a'.repeat(64))
    expect(lost).toMatchObject({ code: 1, error: expect.stringContaining('is not in the chain') })
    const db = new Database(join(context.folder, 'steer.db'))
    db.exec("DROP TRIGGER audit_keeps_content; UPDATE audit SET reason = 'not me'")
    db.close()
    const words = 'The audit was changed by hand:\n  row 1: it was changed after it was written\n'
    expect(await run('audit', 'verify')).toMatchObject({ code: 1, error: words })
    expect(await run('audit', 'verify', '--data', context.folder)).toMatchObject({ code: 1, error: words })
    expect(await run('audit', 'verify', '--data', '/nowhere')).toMatchObject({ code: 1, error: expect.stringContaining('no steer.db') })
  })
})
