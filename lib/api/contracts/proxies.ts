import { z } from 'zod'
import { proxiesResponseSchema, proxyDetailSchema } from '@/lib/api/proxies'
import { toFleetWire, toProxyDetailWire } from '@/lib/api/wire/proxy'
import type { FleetView, ProxyDetailView } from '@/lib/mesh/proxy-view'
import { defineContract } from './contract'

export const listProxiesContract = defineContract({
  method: 'GET',
  path: '/api/v1/proxies',
  summary: 'Every known proxy: identity, status per resource type, how reading it goes',
  response: proxiesResponseSchema,
  toInput: () => undefined,
  toWire: (fleet: FleetView) => toFleetWire(fleet),
})

export const getProxyContract = defineContract({
  method: 'GET',
  path: '/api/v1/proxies/{id}',
  summary: 'One proxy',
  params: z.object({ id: z.string().min(1).max(2048) }),
  response: proxyDetailSchema,
  errors: ['not_found'],
  toInput: ({ params }): { id: string } => params,
  toWire: (proxy: ProxyDetailView) => toProxyDetailWire(proxy),
})
