import { connect } from 'node:net'
import { type Answer, parseAnswer } from './answer'
import { Unavailable } from './behaviour'
import type { Callee } from './callee'

const deadlineMs = 3000

/** Asks `name` over TCP through the listener on 127.0.0.1:`port`: one short connection a request, one line each way. */
export function createTcpCallee(name: string, port: number): Callee {
  const call = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      let text = ''
      const socket = connect({ host: '127.0.0.1', port })
      socket.setTimeout(deadlineMs, () => socket.destroy(new Error(`no answer within ${deadlineMs} ms`)))
      socket.setEncoding('utf8')
      socket.on('connect', () => socket.write('call\n'))
      socket.on('data', (part: string) => {
        text += part
      })
      socket.on('error', (error) => reject(new Unavailable(`${name}: ${error.message}`)))
      socket.on('end', () => socket.end())
      socket.on('close', () => {
        try {
          resolve(parseAnswer(text))
        } catch {
          reject(new Unavailable(`${name} closed the connection without an answer`))
        }
      })
    })
  return { call, close: () => undefined }
}
