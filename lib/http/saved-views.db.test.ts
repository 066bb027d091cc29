import { describe, expect, it } from 'vitest'
import { savedViewSchema, savedViewsResponseSchema } from '@/lib/api/views'
import { callUrl, errorOf } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'

const served = serveEachTest()

const address = (name: string): string => `/api/v1/views/${encodeURIComponent(name)}`
const save = (name: string, base: number, params: object = { find: 'errors > 1%', overlay: 'errors' }) =>
  callUrl(served.url, address(name), { method: 'PUT', headers: { 'if-match': `"${base}"` }, body: { params } })
const remove = (name: string, base: number) =>
  callUrl(served.url, address(name), { method: 'DELETE', headers: { 'if-match': `"${base}"` } })
const list = async () => savedViewsResponseSchema.parse((await callUrl(served.url, '/api/v1/views')).json()).views

describe('saved views', () => {
  it('are kept under their name, listed, and each edit stands in the audit', async () => {
    const saved = savedViewSchema.parse((await save('On call', 0)).json())
    expect(saved).toMatchObject({ name: 'On call', params: { find: 'errors > 1%', overlay: 'errors' }, revision: 1 })
    expect(await list()).toEqual([saved])
    expect((await save('On call', 1, { hide: 'ns = shop' })).headers.etag).toBe('"2"')
    expect((await remove('On call', 2)).json()).toEqual({ removed: 'On call' })
    expect(await list()).toEqual([])
    const audit = await served.web.store.steer.audit.entries({ after: 0, limit: 10 })
    expect(audit.map(({ action, subject, before, after }) => ({ action, subject, before, after }))).toEqual([
      { action: 'view:save', subject: 'On call', before: null, after: { find: 'errors > 1%', overlay: 'errors' } },
      { action: 'view:save', subject: 'On call', before: { find: 'errors > 1%', overlay: 'errors' }, after: { hide: 'ns = shop' } },
      { action: 'view:remove', subject: 'On call', before: { hide: 'ns = shop' }, after: null },
    ])
  })

  it("are never saved or removed over somebody else's edit, also where one of the name was removed and made anew", async () => {
    await save('On call', 0)
    const lost = await save('On call', 0, {})
    expect([lost.status, errorOf(lost).message]).toEqual([409, expect.stringContaining('it is at revision 1; yours is based on 0')])
    expect(errorOf(lost).details).toMatchObject({ params: { find: 'errors > 1%' } })
    await remove('On call', 1)
    await save('On call', 0, {})
    expect((await save('On call', 1, {})).status).toBe(409)
    expect((await remove('On call', 1)).status).toBe(409)
    expect((await list()).map(({ revision }) => revision)).toEqual([3])
  })

  it('that are based on another revision are a conflict also where no more of them are kept', async () => {
    await served.web.store.steer.transaction(async ({ views }) => {
      for (let view = 0; view < 200; view++) await views.replace({ name: `view ${view}`, params: {}, actor: 'ada', at: 1 }, 0)
    })
    expect((await save('one more', 3)).status).toBe(409)
    expect((await save('one more', 0)).status).toBe(422)
    expect(await list()).toHaveLength(200)
    expect((await save('view 7', 8)).status).toBe(200)
  })

  it('take their own arrangement with them, unless another view has it', async () => {
    const { positions } = served.web.store.steer
    for (const key of ['service', 'service~saved~a', 'version~saved~a', 'service~saved~b'])
      await positions.put(key, { 'shop/cart': { x: 1, y: 2 } })
    const kept = async () => {
      const found = ['service', 'service~saved~a', 'version~saved~a', 'service~saved~b'].map(
        async (key) => Object.keys(await positions.get(key)).length,
      )
      return Promise.all(found)
    }
    await save('one', 0, { layout: 'a' })
    await save('two', 0, { layout: 'a' })
    await save('three', 0, { layout: 'b' })
    await remove('one', 1)
    expect(await kept()).toEqual([1, 1, 1, 1])
    await save('two', 2, { layout: 'c' })
    expect(await kept()).toEqual([1, 0, 0, 1])
    await remove('three', 3)
    expect(await kept()).toEqual([1, 0, 0, 0])
  })

  it.each(['<img src=x onerror=alert(1)>', '__proto__', 'a/b%2Fc?d#e', '‮live', '../../etc', '😀 view', 'constructor'])(
    'take %j as a name like any other',
    async (name) => {
      expect((await save(name, 0)).status).toBe(200)
      expect((await list()).map((view) => view.name)).toEqual([name])
      expect((await remove(name, 1)).json()).toEqual({ removed: name })
    },
  )

  it('refuse what cannot be a view, with the field and the fix', async () => {
    for (const [name, params, words] of [
      [' spaced ', {}, /view: a name begins and ends/],
      ['x'.repeat(121), {}, /view: a name has at most 120/],
      ['a\nb', {}, /view: a name holds no control characters/],
      ['fine', { selected: 'shop/cart' }, /params/],
      ['fine', { find: 7 }, /params.find/],
    ] as const) {
      const answer = await save(name, 0, params)
      expect([answer.status, errorOf(answer).message]).toEqual([400, expect.stringMatching(words)])
    }
    expect((await remove('nothing', 1)).status).toBe(404)
    expect((await callUrl(served.url, address('fine'), { method: 'PUT', body: { params: {} } })).status).toBe(412)
  })
})
