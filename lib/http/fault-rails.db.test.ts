import { beforeEach, describe, expect, it } from 'vitest'
import { faultForecastSchema, faultSchema, faultsResponseSchema } from '@/lib/api/faults'
import { settingsResponseSchema } from '@/lib/api/settings'
import { initialSettings, type Settings } from '@/lib/mesh/settings'
import { callUrl, errorOf, type Sent } from '@/lib/testing/api-caller'
import { serveEachTest } from '@/lib/testing/serve-each-test'
import { shopMesh } from '@/lib/testing/shop-mesh'

const served = serveEachTest()
const call = (address: string, sent: Sent = {}) => callUrl(served.url, address, sent)
const put = (settings: unknown, revision: number | null, reason = 'a rule') =>
  call('/api/v1/settings', {
    method: 'PUT',
    body: { settings, reason },
    headers: revision === null ? {} : { 'if-match': `"${revision}"` },
  })
const rails = (faults: Partial<Settings['faults']>): Settings => ({ faults: { ...initialSettings.faults, ...faults } })
const fault = { service: 'shop/reviews', abort: { percent: 20, httpStatus: 503 }, durationSeconds: 60, reason: 'does it fall back?' }
const start = (change: object = {}) => call('/api/v1/faults', { method: 'POST', body: { ...fault, ...change } })

beforeEach(async () => {
  await call('/api/v1/mesh', { method: 'PUT', body: shopMesh, headers: { 'if-match': '"0"' } })
})

describe('the settings', () => {
  it('forbid nothing at first, and are replaced by compare-and-swap with an audit row', async () => {
    const first = await call('/api/v1/settings')
    expect(first.headers.etag).toBe('"0"')
    expect(settingsResponseSchema.parse(await first.json())).toEqual({ settings: initialSettings, revision: 0 })
    expect((await put(rails({}), null)).status).toBe(412)
    expect((await put(rails({ budgetPercent: 5 }), 0)).status).toBe(200)
    const late = await put(rails({}), 0)
    expect(late.status).toBe(409)
    expect((await errorOf(late)).details).toMatchObject({ revision: 1, settings: { faults: { budgetPercent: 5 } } })
    const [row] = (await served.web.store.steer.audit.entries({ after: 0, limit: 100 })).filter(({ action }) => action === 'settings:put')
    expect(row).toMatchObject({ reason: 'a rule', after: rails({ budgetPercent: 5 }), before: initialSettings })
  })

  it('are refused by field where they are malformed, and where they protect what does not exist', async () => {
    const hours = { timeZone: 'Mars/Olympus', days: ['mon'], from: '09:00', to: '17:00' }
    expect((await errorOf(await put(rails({ allowedHours: hours as never }), 0))).message).toContain('allowedHours.timeZone')
    expect((await put(rails({ budgetPercent: 101 }), 0)).status).toBe(400)
    const unknown = await put(rails({ protectedServices: ['shop/revews'] }), 0)
    expect(unknown.status).toBe(422)
    expect((await errorOf(unknown)).message).toContain('protectedServices[0]: the mesh has no service shop/revews')
    expect(settingsResponseSchema.parse(await (await call('/api/v1/settings')).json()).revision).toBe(0)
  })

  it('make a start on a protected service 422 that names the rule, in the forecast too, and leave others alone', async () => {
    await put(rails({ protectedServices: ['shop/reviews'], caps: [{ service: 'shop/frontend', percent: 10 }] }), 0)
    const refused = await start()
    expect(refused.status).toBe(422)
    expect((await errorOf(refused)).message).toContain('protected by the rule protectedServices: shop/reviews')
    expect((await errorOf(await start({ service: 'shop/frontend' }))).message).toContain('the rule caps of shop/frontend allows 10 %')
    const forecast = await call('/api/v1/faults/forecast', { method: 'POST', body: { ...fault, reason: undefined } })
    expect(faultForecastSchema.parse(await forecast.json()).problems[0]?.message).toContain('protectedServices')
    expect((await start({ service: 'shop/frontend', abort: { percent: 10 } })).status).toBe(201)
  })
})

describe('one experiment per route', () => {
  it('is 409 that names the holder, and another part may run beside it with a reason', async () => {
    const { id } = faultSchema.parse(await (await start()).json())
    const delay = { abort: undefined, delay: { percent: 5, fixedDelayMs: 100 } }
    const held = await start(delay)
    expect(held.status).toBe(409)
    expect((await errorOf(held)).message).toContain(`fault ${id} of`)
    expect((await start({ ...delay, overrideLock: 'both belong together' })).status).toBe(201)
    expect((await start({ overrideLock: 'again' })).status).toBe(409)
  })
})

describe('the forecast', () => {
  it('starts nothing and says what is not known', async () => {
    const answer = await call('/api/v1/faults/forecast', { method: 'POST', body: fault })
    expect(answer.status).toBe(200)
    expect(faultForecastSchema.parse(await answer.json())).toMatchObject({ requestsPerSecond: null, problems: [] })
    expect(faultsResponseSchema.parse(await (await call('/api/v1/faults')).json()).faults).toEqual([])
    expect((await call('/api/v1/faults/forecast', { method: 'POST', body: { ...fault, abort: undefined } })).status).toBe(400)
  })
})
