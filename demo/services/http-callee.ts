import { Agent, request } from 'node:http'
import { type Answer, parseAnswer } from './answer'
import { Unavailable } from './behaviour'
import type { Callee, Carried } from './callee'

const deadlineMs = 3000

/** Calls `authority` over HTTP through the listener on 127.0.0.1:`port`, on kept connections. */
export function createHttpCallee(authority: string, port: number): Callee {
  const agent = new Agent({ keepAlive: true })
  const once = (carried: Carried, mayRetry: boolean): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { agent, host: '127.0.0.1', port, path: '/', headers: { ...carried, host: authority }, timeout: deadlineMs },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.on('error', (error) => reject(new Unavailable(`${authority}: ${error.message}`)))
          response.on('end', () => {
            if (response.statusCode !== 200) return reject(new Unavailable(`${authority} answered ${response.statusCode}`))
            try {
              resolve(parseAnswer(text))
            } catch (error) {
              reject(new Unavailable(`${authority}: ${String(error)}`))
            }
          })
        },
      )
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${deadlineMs} ms`)))
      outgoing.on('error', (error) => {
        // A kept connection that the proxy had closed meanwhile says nothing about the callee.
        if (mayRetry && outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET') once(carried, false).then(resolve, reject)
        else reject(new Unavailable(`${authority}: ${error.message}`))
      })
      outgoing.end()
    })
  return { call: (carried) => once(carried, true), close: () => agent.destroy() }
}
