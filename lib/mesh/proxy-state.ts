import type { Proxy as MeshProxy, ProxyIdentity } from './proxy'

/** After this many rounds without an answer a proxy's numbers are unknown. */
export const silentAfterRounds = 3

/** It answered, and not too many rounds ago. */
export const isAnswering = (proxy: Pick<MeshProxy, 'reading'>): boolean =>
  proxy.reading.lastAnswerAt !== null && proxy.reading.missedRounds < silentAfterRounds

/** Something of it can be changed from here: it connects to us, or its own configuration lets values be changed at run time. */
export const isSteerable = ({ kind, isStatic, levers }: Pick<ProxyIdentity, 'kind' | 'isStatic' | 'levers'>): boolean =>
  kind === 'envoy' && (!isStatic || levers?.problem === null)

/** It runs what it was last sent: nothing refused, nothing unacknowledged, and connected where it is steered by its stream. A target that is only read was sent nothing. */
export const isInSync = (proxy: Pick<MeshProxy, 'isStatic' | 'connected' | 'sync'>): boolean =>
  (proxy.isStatic || proxy.connected) && proxy.sync.every(({ status }) => status === 'SYNCED' || status === 'NOT_SENT')
