import {
  Client,
  type ClientDuplexStream,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js'
import type { Endpoint } from '@/lib/mesh/mesh-document'

const same = (bytes: Buffer): Buffer => bytes
const serialisers = { requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same }
const methods = {
  Talk: { path: '/test.Echo/Talk', requestStream: true, responseStream: true, ...serialisers },
  Say: { path: '/test.Echo/Say', requestStream: false, responseStream: false, ...serialisers },
}
export const talkPath = methods.Talk.path
export const sayPath = methods.Say.path

export type GrpcEchoApp = { endpoint: Endpoint; stop(): void }

/** A gRPC application: `Say` answers its name, `Talk` sends back every message of a stream. */
export async function startGrpcEchoApp(name: string): Promise<GrpcEchoApp> {
  const server = new Server()
  server.addService(methods, {
    Say: (_: unknown, done: (error: null, answer: Buffer) => void) => done(null, Buffer.from(name)),
    Talk: sendBack,
  })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  )
  return { endpoint: { address: '127.0.0.1', port }, stop: () => server.forceShutdown() }
}

function sendBack(stream: ServerDuplexStream<Buffer, Buffer>): void {
  stream.on('data', (message: Buffer) => stream.write(message))
  stream.on('end', () => stream.end())
  stream.on('error', () => undefined)
}

export type GrpcCaller = { say(path?: string): Promise<string>; talk(): ClientDuplexStream<Buffer, Buffer>; close(): void }

/** One HTTP/2 connection to a proxy's outbound listener. `say` answers what came, or `code N`. */
export function grpcCaller(port: number, authority: string): GrpcCaller {
  const options = { 'grpc.default_authority': authority, 'grpc.use_local_subchannel_pool': 1 }
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options)
  return {
    say: (path = sayPath) =>
      new Promise((resolve) =>
        client.makeUnaryRequest(path, same, same, Buffer.alloc(0), (error: ServiceError | null, answer?: Buffer) =>
          resolve(error ? `code ${error.code}` : String(answer)),
        ),
      ),
    talk: () => client.makeBidiStreamRequest(talkPath, same, same),
    close: () => client.close(),
  }
}
