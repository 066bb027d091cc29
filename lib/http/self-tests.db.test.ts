import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfTestSchema, selfTestsResponseSchema } from '@/lib/api/self-tests'
import { callUrl, errorOf } from '@/lib/testing/api-caller'
import { loadRoutes, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { provideContext } from './context'

let context: TestContext
let api: ServedApi
const call = (path: string, body?: unknown) => callUrl(api.url, path, body === undefined ? {} : { method: 'POST', body })
const reason = 'is it honest?'

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

describe('A/A tests over HTTP', () => {
  it('are started, listed, counted in the metrics, and stopped', async () => {
    const answer = await call('/api/v1/self-tests', { service: 'shop/reviews', reason })
    expect(answer.status).toBe(201)
    const started = selfTestSchema.parse(answer.json())
    expect(started).toMatchObject({ arms: { kind: 'instances', version: 'v1' }, runs: 0, falseAlarms: 0, stopped: null })
    await context.web.store.steer.selfTests.put({
      ...((await context.web.store.steer.selfTests.get(started.id)) ?? expect.fail('it is stored')),
      runs: 412,
      falseAlarms: 3,
    })
    const { selfTests } = selfTestsResponseSchema.parse((await call('/api/v1/self-tests')).json())
    expect(selfTests.map(({ sentence }) => sentence)).toEqual(['3 false alarms in 412 runs (0.73 %; at most 1 % are expected)'])
    const page = (await call('/metrics')).text
    expect(page).toContain('outrider_self_test_runs{service="shop/reviews"} 412')
    expect(page).toContain('outrider_self_test_false_alarms{service="shop/reviews"} 3')
    const stopped = selfTestSchema.parse((await call(`/api/v1/self-tests/${started.id}/stop`, { reason: 'enough' })).json())
    expect(stopped).toMatchObject({ runs: 412, stopped: { reason: 'enough' } })
  })

  it('are refused in words: an unknown service, an unknown version, one version twice, the same test twice', async () => {
    const asked = async (body: object) => {
      const answer = await call('/api/v1/self-tests', { reason, ...body })
      return `${answer.status} ${answer.status < 300 ? '' : errorOf(answer).message}`.trim()
    }
    expect(await asked({ service: 'shop/nothing' })).toContain('404 the mesh has no service "shop/nothing"')
    expect(await asked({ service: 'shop/reviews', versions: ['v1', 'v9'] })).toContain('422 shop/reviews has no version v9')
    expect(await asked({ service: 'shop/reviews', versions: ['v1', 'v1'] })).toContain('422 both versions are v1')
    expect(await asked({ service: 'shop/reviews', versions: ['v1'] })).toMatch(/^400 /)
    expect(await asked({ service: 'shop/reviews', versions: ['v1', 'v2'] })).toBe('201')
    expect(await asked({ service: 'shop/reviews', versions: ['v1', 'v2'] })).toContain('runs this A/A test already')
    expect((await call('/api/v1/self-tests/none/stop', { reason })).status).toBe(404)
  })
})
