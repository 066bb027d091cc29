import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { auditEntrySchema, auditVerdictSchema } from '@/lib/api/audit'
import { callUrl, errorOf, type Sent } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'

const served = serveEachTest()
const call = (address: string, sent: Sent = {}) => callUrl(served.url, address, sent)
const lines = async (query = '') =>
  (await call(`/api/v1/audit${query}`)).text
    .split('\n')
    .filter(Boolean)
    .map((line) => auditEntrySchema.parse(JSON.parse(line)))
const verify = async (query = '') => auditVerdictSchema.parse((await call(`/api/v1/audit/verify${query}`)).json())

beforeEach(async () => {
  await call('/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
  const body = { policy: reviewsPolicy(90, 10), reason: 'first step of release 2.1' }
  await call('/api/v1/policies/shop/reviews', { method: 'PUT', body, headers: { 'if-match': '"1"' } })
})

describe('the audit over the API', () => {
  it('is exported line by line: who, from where, why, what was there before and after', async () => {
    const answer = await call('/api/v1/audit')
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8'])
    const edit = (await lines()).at(-1)
    expect(edit).toMatchObject({
      actor: 'api',
      address: '127.0.0.1',
      action: 'policy:apply',
      subject: 'shop/reviews',
      reason: 'first step of release 2.1',
      before: { rules: [{ backends: [{ version: 'v1', weight: 100 }, expect.anything()] }] },
      after: reviewsPolicy(90, 10),
      outcome: 'revision 2',
    })
    expect(await lines(`?from=${Date.parse(edit?.at ?? '') + 1}`)).toEqual([])
    expect(errorOf(await call('/api/v1/audit?form=now')).code).toBe('invalid')
    expect(errorOf(await call('/api/v1/audit?from=yesterday')).message).toContain('from: not a time')
  })

  it('is exported whole where it is longer than a page', async () => {
    const { audit } = served.web.store.steer
    for (let part = 0; part < 6; part++)
      await served.web.store.steer.transaction(async (tx) => {
        for (let n = 0; n < 90; n++) await tx.audit.append({ at: n, actor: 'a', action: 'x', subject: 'x', reason: '', outcome: `${n}` })
      })
    const all = await audit.entries({ after: 0, limit: 10_000 })
    expect((await lines()).map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(await verify()).toMatchObject({ ok: true, rows: all.length })
  })

  it('says that it is whole, and where somebody edited the database by hand', async () => {
    const whole = await verify()
    expect(whole).toMatchObject({ ok: true, problems: [] })
    expect((await verify(`?expect=${whole.head?.hash}`)).ok).toBe(true)
    expect((await verify(`?expect=${'0'.repeat(64)}`)).ok).toBe(false)
    expect(errorOf(await call('/api/v1/audit/verify?expect=x')).message).toContain('a hash is 64 digits')
    const db = new Database(join(served.folder, 'steer.db'))
    db.exec("DROP TRIGGER audit_keeps_content; UPDATE audit SET actor = 'eve' WHERE action = 'policy:apply'")
    db.close()
    const broken = await verify()
    expect(broken.ok).toBe(false)
    expect(broken.problems).toEqual([{ id: whole.head?.id, message: 'it was changed after it was written' }])
  })
})
