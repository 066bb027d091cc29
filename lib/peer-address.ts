import { subscribe } from 'node:diagnostics_channel'
import { singleton } from '@/lib/singleton'

const header = 'x-outrider-peer'

/**
 * From now on every request that an HTTP server of this process takes carries the address of its socket, whatever the client wrote there: handlers of Next
 * see headers only. Behind a reverse proxy it is the proxy's.
 */
export function watchPeers(): void {
  singleton('peers', () => {
    subscribe('http.server.request.start', (message) => {
      const { request } = asStarted(message)
      request.headers[header] = request.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? ''
    })
    return true
  })
}

/** The address a request came from; null where that is not known. */
export const peerOf = (headers: Headers): string | null => headers.get(header) || null

// Node's documentation of this channel names these members; everything else of the message is left alone.
const asStarted = (message: unknown) =>
  message as { request: { headers: Record<string, string | string[] | undefined>; socket: { remoteAddress?: string } } }
