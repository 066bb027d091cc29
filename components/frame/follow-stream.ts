import type { QueryClient } from '@tanstack/react-query'
import { type StreamEvent, streamEventSchema } from '@/lib/api/stream'

export type Connection = 'connecting' | 'live' | 'reconnecting'

/** Which queries an event makes old, by the first part of their key. */
const touches: Record<StreamEvent['kind'], readonly string[]> = {
  window: ['topology', 'summary', 'services', 'series', 'proxies', 'faults', 'canaries'],
  change: ['changes', 'policies', 'services'],
  fault: ['faults', 'topology', 'summary', 'services'],
  canary: ['canaries', 'topology', 'services', 'policies', 'changes'],
  proxies: ['proxies', 'summary'],
  mesh: ['mesh', 'policies', 'services', 'topology', 'summary'],
  runtime: ['proxies', 'summary'],
}
const kinds: readonly StreamEvent['kind'][] = ['window', 'change', 'fault', 'canary', 'proxies', 'mesh', 'runtime']
const gatherMs = 1000
const pollMs = 10_000
/** A window comes every few seconds: a stream that is silent for longer may be dead without having been closed. */
const silentMs = 30_000

/** Follows the stream until the answered function is called: it tells what is new, the queries fetch it. Polls while it is down or silent. */
export function followStream(client: QueryClient, onConnection: (connection: Connection) => void): () => void {
  const gather = startGathering(client)
  const seen = new Map<string, number>()
  let source: EventSource | null = null
  let wasDown = false
  let heardAt = performance.now()
  const take = (message: MessageEvent<string>) => {
    heardAt = performance.now()
    const event = streamEventSchema.safeParse(parse(message.data))
    if (!event.success || event.data.version <= (seen.get(event.data.kind) ?? -1)) return
    seen.set(event.data.kind, event.data.version)
    gather.add(touches[event.data.kind])
  }
  const open = () => {
    heardAt = performance.now()
    source = new EventSource('/api/v1/stream')
    source.onopen = () => {
      onConnection('live')
      // Another process may answer now, and what happened meanwhile was not told.
      seen.clear()
      if (wasDown) void client.invalidateQueries()
      wasDown = false
    }
    source.onerror = () => {
      wasDown = true
      onConnection('reconnecting')
    }
    for (const kind of kinds) source.addEventListener(kind, take)
  }
  const shut = () => {
    source?.close()
    source = null
  }
  const onVisibility = () => {
    if (document.hidden) {
      wasDown = true
      shut()
    } else if (!source) open()
  }
  const poll = setInterval(() => {
    const isSilent = performance.now() - heardAt > (source?.readyState === EventSource.OPEN ? silentMs : pollMs - 1000)
    if (document.hidden || (source?.readyState === EventSource.OPEN && !isSilent)) return
    void client.invalidateQueries()
    if (!source || source.readyState === EventSource.CLOSED || isSilent) {
      shut()
      open()
    }
  }, pollMs)
  document.addEventListener('visibilitychange', onVisibility)
  if (!document.hidden) open()
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    clearInterval(poll)
    gather.stop()
    shut()
  }
}

/** Collects keys and invalidates them at most once a second. */
function startGathering(client: QueryClient) {
  const keys = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const flush = () => {
    timer = null
    const due = [...keys]
    keys.clear()
    for (const key of due) void client.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false })
  }
  return {
    add(more: readonly string[]) {
      for (const key of more) keys.add(key)
      timer ??= setTimeout(flush, gatherMs)
    },
    stop() {
      if (timer) clearTimeout(timer)
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
