import { Client, credentials, Metadata } from '@grpc/grpc-js'
import { type Answer, parseAnswer } from './answer'
import { Unavailable } from './behaviour'
import type { Callee } from './callee'

const deadlineMs = 3000

export const shopMethod = '/shop.Shop/Call'
export const toBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** Calls `authority` over gRPC through the listener on 127.0.0.1:`port`. The messages are JSON: the shop needs no proto of its own. */
export function createGrpcCallee(authority: string, port: number): Callee {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.default_authority': authority,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
  })
  return {
    call: (carried) =>
      new Promise<Answer>((resolve, reject) => {
        const metadata = new Metadata()
        for (const [name, value] of Object.entries(carried)) metadata.set(name, value)
        client.makeUnaryRequest(
          shopMethod,
          toBytes,
          (bytes: Buffer) => parseAnswer(bytes.toString('utf8')),
          {},
          metadata,
          { deadline: Date.now() + deadlineMs },
          (error, answer) => {
            if (answer) resolve(answer)
            else reject(new Unavailable(`${authority}: ${error?.details ?? 'no answer'}`))
          },
        )
      }),
    close: () => client.close(),
  }
}
