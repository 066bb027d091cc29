import { get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callUrl, errorOf, type Sent } from '@/lib/testing/api-caller'
import { loadRoutes, type ServedApi, serveApi } from '@/lib/testing/serve-api'
import { type TestContext, testContext } from '@/lib/testing/web-context'
import { provideContext } from './context'
import { createSession, isSessionValid } from './session'

const token = 'a token of more than sixteen letters'
let context: TestContext
let ahead = 0
let api: ServedApi
const call = (address: string, sent: Sent = {}) => callUrl(api.url, address, sent)
const login = (given: string) => call('/api/v1/session', { method: 'POST', body: { token: given } })

beforeAll(async () => {
  api = await serveApi(await loadRoutes(fileURLToPath(new URL('../..', import.meta.url))))
  context = await testContext({ access: { listenHost: '127.0.0.1', allowedHosts: [], token }, now: () => Date.now() + ahead })
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

  it('a page of another origin is refused as that, before it is asked for a token', async () => {
    const headers = { origin: 'http://evil.example' }
    const answer = await call('/api/v1/faults/stop-all', { method: 'POST', body: { reason: 'x' }, headers })
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'forbidden'])
    expect((await call('/api/v1/faults/stop-all', { method: 'POST', body: { reason: 'x' } })).status).toBe(401)
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

  it('ten wrong tries in a minute shut the login, also to the right token, until the minute is over', async () => {
    ahead += 60_000
    const tries = await Promise.all(Array.from({ length: 12 }, (_, index) => login(`guess ${index}`).then((answer) => answer.status)))
    expect(tries.sort()).toEqual([...Array(10).fill(401), 403, 403])
    const shut = await login(token)
    expect([shut.status, errorOf(shut).code, shut.headers['set-cookie']]).toEqual([403, 'forbidden', undefined])
    expect(errorOf(shut).message).toMatch(/^too many wrong tries: wait (5\d|60) s$/)
    expect((await call('/api/v1/topology', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    ahead += 60_000
    expect((await login(token)).status).toBe(200)
  })

  it('ten wrong bearer tokens in a minute shut their address out, whatever it calls itself, and nobody else', async () => {
    ahead += 60_000
    const bearer = (given: string, more: Record<string, string> = {}) => ({ headers: { authorization: `Bearer ${given}`, ...more } })
    const tries = Array.from({ length: 6 }, (_, index) => [
      call('/api/v1/topology', bearer(`guess ${index}`, { 'x-outrider-peer': `10.0.0.${index}` })),
      call('/api/v1/session', bearer(`guess ${index}`)),
    ])
    await Promise.all(tries.flat())
    const shut = await call('/api/v1/topology', bearer(token))
    expect([shut.status, errorOf(shut).code]).toEqual([403, 'forbidden'])
    expect(errorOf(shut).message).toMatch(/^too many wrong tokens from this address: wait (5\d|60) s$/)
    expect((await call('/api/v1/session', bearer(token))).json()).toEqual({ loggedIn: false, needsToken: true })
    expect(await statusFrom('127.0.0.2', `Bearer ${token}`)).toBe(200)
    ahead += 60_000
    expect((await call('/api/v1/topology', bearer(token))).status).toBe(200)
  })

  it('a logout takes the cookie back', async () => {
    expect(String((await call('/api/v1/session', { method: 'DELETE' })).headers['set-cookie'])).toContain('Max-Age=0')
  })
})

/** Another machine, as far as one machine can play it: another address of the loopback. */
const statusFrom = (localAddress: string, authorization: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${api.url}/api/v1/topology`, { localAddress, headers: { authorization }, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
