import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { provideContext } from '@/lib/http/context'
import { notAllowed } from '@/lib/http/not-allowed'
import { callUrl } from '@/lib/testing/api-caller'
import { loadRoutes, type RouteModule, type ServedApi, serveApi } from './serve-api'
import { type TestContext, testContext } from './web-context'

const root = fileURLToPath(new URL('../..', import.meta.url))
const openToStrangers = ['/healthz', '/readyz', '/api/v1/session']
let routes: RouteModule[]
let api: ServedApi
let context: TestContext

beforeAll(async () => {
  routes = await loadRoutes(root)
  api = await serveApi(routes)
  context = await testContext({ access: { listenHost: '127.0.0.1', allowedHosts: [], token: 'a token of more than sixteen letters' } })
  provideContext(context.web)
})
afterAll(async () => {
  await api.close()
  await context.close()
})

/** Every method of every route, with something in place of its parameters. */
const calls = () =>
  routes.flatMap((route) =>
    [...route.methods].map(([method, handler]) => ({
      method,
      handler,
      path: route.path,
      address: route.path.replace(/\[{1,2}[^\]]*\]{1,2}/g, 'x'),
    })),
  )
const send = (method: string, address: string, headers: Record<string, string>) =>
  callUrl(api.url, address, { method, headers, ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }) })

describe('each route', () => {
  it('is found', () => {
    expect(calls().length).toBeGreaterThan(30)
  })

  it('refuses a foreign Host', async () => {
    for (const { method, address } of calls()) {
      const answer = await send(method, address, { host: 'evil.example' })
      expect([method, address, answer.status, answer.text]).toEqual([method, address, 403, expect.stringContaining('"code":"forbidden"')])
    }
  })

  it('refuses a stranger where a token is set, but for health and the login itself', async () => {
    for (const { method, address, path, handler } of calls()) {
      if (openToStrangers.includes(path) && handler !== notAllowed) continue
      const answer = await send(method, address, {})
      expect([method, address, answer.status, answer.text]).toEqual([
        method,
        address,
        401,
        expect.stringContaining('"code":"unauthorised"'),
      ])
    }
  })

  it('answers every method, those it does not serve in the one shape (export them as notAllowed)', () => {
    for (const { path, methods } of routes)
      expect([path, [...methods.keys()].sort()]).toEqual([path, ['DELETE', 'GET', 'PATCH', 'POST', 'PUT']])
  })

  it('stands in the OpenAPI document with all its methods', async () => {
    const answer = await callUrl(api.url, '/api/v1/openapi.json', {
      headers: { authorization: 'Bearer a token of more than sixteen letters' },
    })
    const document = z
      .object({
        servers: z.array(z.object({ url: z.string() })),
        paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }).loose())),
      })
      .parse(answer.json())
    expect(document.servers).toEqual([{ url: '/' }])
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{ns\}\/\{name\}/, '{name}')}`),
    )
    const served = calls()
      .filter(({ path, handler }) => path !== '/api/[[...path]]' && handler !== notAllowed)
      .map(({ method, path }) => `${method} ${path.replace(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}')}`)
    expect(described.sort()).toEqual(served.sort())
    for (const methods of Object.values(document.paths))
      for (const { responses } of Object.values(methods)) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['403', '500']))
  })
})
