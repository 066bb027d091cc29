import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callUrl, errorOf, type Sent } from '@/lib/testing/api-caller'
import { loadRoutes, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { provideContext } from './context'
import { createSession, isSessionValid } from './session'

const token = 'a token of more than sixteen letters'
let context: TestContext
let api: ServedApi
const call = (address: string, sent: Sent = {}) => callUrl(api.url, address, sent)
const login = (given: string) => call('/api/v1/session', { method: 'POST', body: { token: given } })

beforeAll(async () => {
  api = await serveApi(await loadRoutes(fileURLToPath(new URL('../..', import.meta.url))))
  context = await testContext({ access: { listenHost: '127.0.0.1', allowedHosts: [], token } })
  provideContext(context.web)
})
afterAll(async () => {
  await api.close()
  await context.close()
})

describe('with a token set', () => {
  it('a stranger learns nothing but that a token is needed', async () => {
    const answer = await call('/api/v1/topology')
    expect([answer.status, errorOf(answer).code]).toEqual([401, 'unauthorised'])
    expect((await call('/api/v1/topology', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect((await call('/api/v1/session')).json()).toEqual({ loggedIn: false, needsToken: true })
  })

  it('the bearer of the token is let in', async () => {
    expect((await call('/api/v1/topology', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  })

  it('a login makes a cookie that a script cannot read, and the cookie lets in', async () => {
    expect((await login('wrong')).status).toBe(401)
    const cookie = String((await login(token)).headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect(cookie).not.toContain(token)
    const value = cookie.split(';')[0] ?? ''
    expect((await call('/api/v1/topology', { headers: { cookie: `theme=dark; ${value}` } })).status).toBe(200)
    expect((await call('/api/v1/topology', { headers: { cookie: `${value.slice(0, -3)}xyz` } })).status).toBe(401)
  })

  it('a cookie ends by itself and with another token', () => {
    const session = createSession(token, 1000)
    expect(isSessionValid(session, token, 2000)).toBe(true)
    expect(isSessionValid(session, token, 1000 + 8 * 24 * 3_600_000)).toBe(false)
    expect(isSessionValid(session, 'another token of many letters', 2000)).toBe(false)
  })

  it('a logout takes the cookie back', async () => {
    expect(String((await call('/api/v1/session', { method: 'DELETE' })).headers['set-cookie'])).toContain('Max-Age=0')
  })
})
