import type { Proxy as MeshProxy } from './proxy'

/** After this many rounds without an answer a proxy's numbers are unknown. */
export const silentAfterRounds = 3

/** It answered, and not too many rounds ago. */
export const isAnswering = (proxy: Pick<MeshProxy, 'reading'>): boolean =>
  proxy.reading.lastAnswerAt !== null && proxy.reading.missedRounds < silentAfterRounds

/** It runs what it was last sent: connected, nothing refused and nothing unacknowledged. A static target is never sent anything, so nothing can be amiss. */
export const isInSync = (proxy: Pick<MeshProxy, 'isStatic' | 'connected' | 'sync'>): boolean =>
  proxy.isStatic || (proxy.connected && proxy.sync.every((type) => type.status === 'SYNCED' || type.status === 'NOT_SENT'))
