import { answer, type Handler } from './answer'
import { streamHub } from './stream-hub'

const commentMs = 15_000
/** A listener that lets this much pile up is not reading; its browser comes back by itself. */
const maxPendingBytes = 256 * 1024

/** Server-sent events: something is new, with a version; the listener fetches what it needs. */
export const stream: Handler = answer('/api/v1/stream', false, async (request, { web }) => {
  const hub = streamHub(web)
  const encoder = new TextEncoder()
  let leave: () => void = () => {}
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = (): void => {
          leave()
          controller.close()
        }
        const send = (text: string): void => {
          if ((controller.desiredSize ?? 0) < -maxPendingBytes) close()
          else controller.enqueue(encoder.encode(text))
        }
        const comment = setInterval(() => send(': still here\n\n'), commentMs)
        request.signal.addEventListener('abort', close)
        const unlisten = hub.listen(send)
        leave = () => {
          clearInterval(comment)
          request.signal.removeEventListener('abort', close)
          unlisten()
        }
        send('retry: 2000\n: listening\n\n')
        if (request.signal.aborted) close()
      },
      cancel: () => leave(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  )
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }
  return new Response(body, { headers })
})
