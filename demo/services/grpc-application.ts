import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js'
import type { Answer } from './answer'
import type { Application, Serve } from './application'
import { toCarried } from './callee'
import { shopMethod, toBytes } from './grpc-callee'

/** A gRPC application on 127.0.0.1:`port`: the path, or UNAVAILABLE with the reason. */
export function createGrpcApplication(port: number, serve: Serve): Application {
  let server: Server | null = null
  const call = (request: ServerUnaryCall<unknown, Answer>, done: sendUnaryData<Answer>): void => {
    serve(toCarried(request.metadata.getMap())).then(
      (answer) => done(null, answer),
      (error: unknown) => done({ code: status.UNAVAILABLE, details: error instanceof Error ? error.message : String(error) }),
    )
  }
  return {
    open: () =>
      new Promise((resolve, reject) => {
        if (server) return resolve()
        // Without channelz, forceShutdown of grpc-js 1.14.7 leaves open connections open.
        server = new Server({ 'grpc.enable_channelz': 1 })
        const method = {
          path: shopMethod,
          requestStream: false,
          responseStream: false,
          requestSerialize: toBytes,
          responseSerialize: toBytes,
        }
        const parse = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'))
        server.addService({ call: { ...method, requestDeserialize: parse, responseDeserialize: parse } }, { call })
        server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve()))
      }),
    close: async () => {
      server?.forceShutdown()
      server = null
    },
  }
}
