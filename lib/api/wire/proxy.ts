import type { z } from 'zod'
import type { proxiesResponseSchema, proxyDetailSchema, proxySchema } from '@/lib/api/proxies'
import type { Endpoint } from '@/lib/mesh/mesh-document'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { isAnswering, isInSync } from '@/lib/mesh/proxy-state'
import type { FleetView, ProxyDetailView } from '@/lib/mesh/proxy-view'
import { toIso, toIsoOrNull } from './time'
import { toProblemWire } from './topology'

const toAddress = (endpoint: Endpoint | null): string | null =>
  endpoint && (endpoint.address.includes(':') ? `[${endpoint.address}]:${endpoint.port}` : `${endpoint.address}:${endpoint.port}`)

export const toProxyWire = (proxy: MeshProxy): z.input<typeof proxySchema> => ({
  id: proxy.id,
  kind: proxy.kind,
  role: proxy.role,
  service: proxy.service,
  version: proxy.version,
  adminUrl: proxy.adminUrl,
  inbound: toAddress(proxy.inbound),
  outbound: toAddress(proxy.outbound),
  app: toAddress(proxy.app),
  zone: proxy.zone ?? null,
  simulated: proxy.simulated,
  isStatic: proxy.isStatic,
  build: proxy.build,
  connected: proxy.connected,
  connectionChangedAt: toIsoOrNull(proxy.connectionChangedAt),
  answering: isAnswering(proxy),
  inSync: isInSync(proxy),
  lastAnswerAt: toIsoOrNull(proxy.reading.lastAnswerAt),
  missedRounds: proxy.reading.missedRounds,
  sweepMs: proxy.reading.sweepMs,
  sweepBytes: proxy.reading.sweepBytes,
  sync: proxy.sync.map(({ refusals: _, ...type }) => ({ ...type, at: toIso(type.at) })),
  problems: proxy.reading.problem ? [toProblemWire(proxy.reading.problem)] : [],
})

export const toFleetWire = (fleet: FleetView): z.input<typeof proxiesResponseSchema> => ({
  proxies: fleet.proxies.map(toProxyWire),
  xdsAddress: fleet.xdsAddress,
  scrapeIntervalMs: fleet.scrapeIntervalMs,
  runtime: { alive: fleet.runtime.isAlive, at: toIsoOrNull(fleet.runtime.at), problems: fleet.runtime.problems },
})

export const toProxyDetailWire = (proxy: ProxyDetailView): z.input<typeof proxyDetailSchema> => ({
  ...toProxyWire(proxy),
  certificates: (proxy.certificates ?? []).map((certificate) => ({ ...certificate, expiresAt: toIsoOrNull(certificate.expiresAt) })),
  certificatesProblem: proxy.certificates ? null : 'they have not been read yet',
  abilities: proxy.abilities,
})
