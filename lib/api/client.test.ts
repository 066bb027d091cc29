import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ApiError, callApi, toPath, toQuery } from './client'

let server: Server | null = null
afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())))

async function serve(status: number, body: string): Promise<string> {
  const started = createServer((_request, response) => response.writeHead(status).end(body))
  server = started
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done))
  // A server that listens on TCP has an address of this shape.
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

async function failure(url: string): Promise<ApiError> {
  const error = await callApi(z.object({ n: z.number() }), url).catch((cause: unknown) => cause)
  if (error instanceof ApiError) return error
  throw new Error(`no ApiError but ${String(error)}`)
}

describe('callApi', () => {
  it('answers the parsed body', async () => {
    expect(await callApi(z.object({ n: z.number() }), await serve(200, '{"n":1}'))).toEqual({ n: 1 })
  })
  it("carries the API's own words, code and request id", async () => {
    const url = await serve(
      409,
      JSON.stringify({ error: { code: 'conflict', message: 'too late', details: { revision: 3 }, requestId: 'r1' } }),
    )
    expect(await failure(url)).toMatchObject({
      code: 'conflict',
      status: 409,
      message: 'too late',
      details: { revision: 3 },
      requestId: 'r1',
    })
  })
  it('does not trust an error page that is not ours', async () => {
    expect(await failure(await serve(502, '<html>'))).toMatchObject({ code: 'malformed', status: 502 })
  })
  it('names the field of an answer that is not as described', async () => {
    expect((await failure(await serve(200, '{"n":"x"}'))).message).toContain(' n ')
  })
  it('says that nobody answers', async () => {
    const url = await serve(200, '{}')
    await new Promise<void>((done) => server?.close(() => done()))
    server = null
    expect(await failure(url)).toMatchObject({ code: 'unreachable', status: 0 })
  })
})

describe('an answer that breaks off', () => {
  it('is no answer: whether the call was obeyed is not known', async () => {
    const started = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"n":')
      setImmediate(() => response.destroy())
    })
    server = started
    await new Promise<void>((done) => started.listen(0, '127.0.0.1', done))
    // A server that listens on TCP has an address of this shape.
    expect(await failure(`http://127.0.0.1:${(started.address() as AddressInfo).port}`)).toMatchObject({ code: 'unreachable', status: 0 })
  })
})

describe('paths and queries', () => {
  it('keep hostile names in their place', () => {
    expect(toPath('shop/<img src=x>?a#b')).toBe('shop/%3Cimg%20src%3Dx%3E%3Fa%23b')
    expect(toQuery({ a: 'x&y', b: undefined, c: 0 })).toBe('?a=x%26y&c=0')
  })
})
