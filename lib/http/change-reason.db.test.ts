import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { changeSchema } from '@/lib/api/changes'
import { callUrl, errorOf, idOf, type Sent } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { reviewsPolicy, shopMesh } from '@/lib/testing/shop-mesh'

const served = serveEachTest()
let id: string
const call = (address: string, sent: Sent = {}) => callUrl(served.url, address, sent)
const edit = (body: unknown, of = id) => call(`/api/v1/changes/${of}`, { method: 'PATCH', body })
const read = async () => changeSchema.parse((await call(`/api/v1/changes/${id}`)).json())

function audited(): unknown[] {
  const db = new Database(join(served.folder, 'steer.db'), { readonly: true })
  try {
    return db.prepare("SELECT actor, subject, reason, outcome FROM audit WHERE action = 'change:reason'").all()
  } finally {
    db.close()
  }
}

beforeEach(async () => {
  await call('/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
  const body = { policy: reviewsPolicy(90, 10), reason: 'shift by one click' }
  id = idOf(await call('/api/v1/policies/shop/reviews', { method: 'PUT', body, headers: { 'if-match': '"1"' } }))
})

describe('the reason of a change', () => {
  it('is edited afterwards, and the audit keeps the old text beside the new one', async () => {
    const before = await read()
    const revision = await served.web.store.steer.revision()
    const answer = await edit({ reason: '  first step of release 2.1 ' })
    expect([answer.status, changeSchema.parse(answer.json())]).toEqual([200, { ...before, reason: 'first step of release 2.1' }])
    expect(await read()).toEqual({ ...before, reason: 'first step of release 2.1' })
    expect(audited()).toEqual([{ actor: 'api', subject: id, reason: 'first step of release 2.1', outcome: 'was: shift by one click' }])
    expect(await served.web.store.steer.revision()).toBe(revision)
  })

  it('stands against a runtime that writes the progress of an older reading', async () => {
    const older = await served.web.store.steer.changes.get(id)
    await edit({ reason: 'said better' })
    if (older) await served.web.store.steer.changes.update(older)
    expect((await read()).reason).toBe('said better')
  })

  it('that stays the same writes no audit row', async () => {
    expect((await edit({ reason: 'shift by one click' })).status).toBe(200)
    expect(audited()).toEqual([])
  })

  it('is refused when empty, of no change, beside other fields, and from another page', async () => {
    expect((await edit({ reason: ' ' })).status).toBe(400)
    expect((await edit({ reason: 'x', sentence: 'y' })).status).toBe(400)
    expect(errorOf(await edit({ reason: 'x' }, 'nothing'))).toMatchObject({ code: 'not_found' })
    const headers = { origin: 'http://evil.example' }
    expect((await call(`/api/v1/changes/${id}`, { method: 'PATCH', body: { reason: 'x' }, headers })).status).toBe(403)
    expect([(await read()).reason, audited()]).toEqual(['shift by one click', []])
  })

  it('and its edit are in the OpenAPI document', async () => {
    expect((await call('/api/v1/openapi.json')).json()).toMatchObject({
      paths: { '/api/v1/changes/{id}': { patch: { operationId: 'patchChangesId' } } },
    })
  })
})
