import type { StreamEvent } from '@/lib/api/stream'
import { dropSingleton, singleton } from '@/lib/singleton'
import { setStreamClients } from './metrics'
import { StreamWatcher } from './stream-watcher'
import type { WebContext } from './web-context'

const pollMs = 500
const slot = 'stream-hub'
type Listener = (text: string) => void

/**
 * One watcher and one serialised text per event for all listeners of the process. It runs only while somebody listens, and leaves nothing behind after the last.
 */
export class StreamHub {
  private readonly listeners = new Set<Listener>()
  private readonly versions = new Map<StreamEvent['kind'], number>()
  readonly web: WebContext
  private watcher: StreamWatcher | null = null
  private timer: NodeJS.Timeout | null = null
  private unwatch: (() => void) | null = null
  private round: Promise<void> | null = null
  private isDirty = true

  constructor(web: WebContext) {
    this.web = web
  }

  /** Calls back with text ready for the wire: first the present version of every kind that has moved while somebody listened, then each event. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    if (this.listeners.size === 1) this.start()
    setStreamClients(this.listeners.size)
    for (const [kind, version] of this.versions) listener(toText({ kind, version }))
    return () => {
      if (!this.listeners.delete(listener)) return
      setStreamClients(this.listeners.size)
      if (this.listeners.size === 0) this.stop()
    }
  }

  private start(): void {
    this.watcher = new StreamWatcher(this.web)
    this.isDirty = true
    this.unwatch = this.web.store.steer.watch(() => {
      this.isDirty = true
      this.poll()
    })
    this.timer = setInterval(() => this.poll(), pollMs)
    this.poll()
  }

  private stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.unwatch?.()
    this.timer = null
    this.unwatch = null
    this.watcher = null
  }

  private poll(): void {
    const { watcher } = this
    if (this.round || !watcher) return
    const wasDirty = this.isDirty
    this.isDirty = false
    this.round = watcher
      .look(wasDirty)
      .then((events) => {
        for (const event of events) this.emit(event)
      })
      .catch((error: unknown) => this.web.log.error({ error: String(error) }, 'the stream could not look at the store'))
      .finally(() => {
        this.round = null
        if (this.isDirty && this.watcher) this.poll()
      })
  }

  private emit(event: Omit<StreamEvent, 'version'>): void {
    // Time as the version: it grows over a restart too, so that a browser that comes back knows old from new.
    const version = Math.max(this.web.now(), (this.versions.get(event.kind) ?? 0) + 1)
    this.versions.set(event.kind, version)
    const text = toText({ ...event, version })
    for (const listener of this.listeners) listener(text)
  }
}

const toText = (event: StreamEvent): string => `event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`

/** The hub of the process; a new one where the context is another than that of the last. */
export function streamHub(web: WebContext): StreamHub {
  const hub = singleton(slot, () => new StreamHub(web))
  if (hub.web === web) return hub
  dropSingleton(slot)
  return singleton(slot, () => new StreamHub(web))
}
