import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFreePorts } from '../find-free-ports'
import type { Application, Serve } from './application'
import { Behaviour, Unavailable } from './behaviour'
import type { Callee } from './callee'
import { createGrpcApplication } from './grpc-application'
import { createGrpcCallee } from './grpc-callee'
import { createHttpApplication } from './http-application'
import { createHttpCallee } from './http-callee'
import { createTcpApplication } from './tcp-application'
import { createTcpCallee } from './tcp-callee'

const serve: Serve = async (carried) => {
  if (carried['x-fail']) throw new Unavailable('asked to fail')
  return { path: ['it@v1', ...Object.keys(carried)] }
}

let port = 0
beforeEach(async () => {
  port = (await findFreePorts(['it'], {}, Math.random)).it ?? 0
})

const kinds: [string, (port: number, serve: Serve) => Application, (name: string, port: number) => Callee][] = [
  ['http', createHttpApplication, createHttpCallee],
  ['grpc', createGrpcApplication, createGrpcCallee],
  ['tcp', createTcpApplication, createTcpCallee],
]

describe.each(kinds)('a %s application', (_kind, createApplication, createCallee) => {
  it('answers, is gone at once with all its connections when closed, and answers again when opened', async () => {
    const application = createApplication(port, serve)
    const callee = createCallee('it', port)
    await application.open()
    expect((await callee.call({})).path[0]).toBe('it@v1')
    await application.close()
    await expect(callee.call({})).rejects.toThrow('it')
    expect(await canConnect(port)).toBe(false)
    await application.open()
    await expect
      .poll(
        () =>
          callee.call({}).then(
            ({ path }) => path[0],
            () => 'not yet',
          ),
        { timeout: 10_000 },
      )
      .toBe('it@v1')
    callee.close()
    await application.close()
  })
})

describe.each(kinds.filter(([kind]) => kind !== 'tcp'))('a %s application with headers', (_kind, createApplication, createCallee) => {
  it('hands on what the visitor sent, and says by whom a request failed', async () => {
    const application = createApplication(port, serve)
    const callee = createCallee('it', port)
    await application.open()
    expect((await callee.call({ 'x-tester': 'yes' })).path).toContain('x-tester')
    await expect(callee.call({ 'x-fail': 'yes' })).rejects.toThrow(/^it(:| answered 503)/)
    callee.close()
    await application.close()
  })
})

describe('an http callee', () => {
  let server: Server | null = null
  afterEach(() => new Promise<void>((resolve) => void (server ? server.close(() => resolve()) : resolve())))

  it('does not take a kept connection that was closed meanwhile for a failed callee', async () => {
    let answers = 0
    server = createServer((_request, response) => {
      answers++
      response.end('{"path":["it@v1"]}', () => setImmediate(() => response.socket?.destroy()))
    })
    await new Promise<void>((resolve) => void server?.listen(port, '127.0.0.1', resolve))
    const callee = createHttpCallee('it', port)
    for (let call = 0; call < 20; call++) expect((await callee.call({})).path).toEqual(['it@v1'])
    expect(answers).toBe(20)
    callee.close()
  })
})

describe('a behaviour', () => {
  it('fails three in ten when failing, and none when healthy', async () => {
    let draws = 0
    const behaviour = new Behaviour(() => (draws++ % 10) / 10)
    const failures = async (): Promise<number> =>
      (await Promise.allSettled(Array.from({ length: 10 }, () => behaviour.work()))).filter(({ status }) => status === 'rejected').length
    expect(await failures()).toBe(0)
    behaviour.scenario = 'failing'
    draws = 0
    expect(await failures()).toBe(3)
  })
})

function canConnect(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: at })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
