import type { Route } from 'next'
import { asRoute } from '@/components/frame/as-route'
import { toPath } from '@/lib/api/client'

/** The pages behind names that come from the mesh: every name stays inside its own path segments. */
export const serviceRoute = (name: string): Route => asRoute(`/services/${toPath(name)}`)
export const policyRoute = (name: string): Route => asRoute(`/services/${toPath(name)}/policy`)
export const proxyRoute = (id: string): Route => asRoute(`/proxies/${toPath(id)}`)
export const changeRoute = (id: string, query = ''): Route => asRoute(`/changes/${encodeURIComponent(id)}${query}`)
export const canaryRoute = (id: string): Route => asRoute(`/canaries/${encodeURIComponent(id)}`)
export const faultRoute = (id: string): Route => asRoute(`/faults/${encodeURIComponent(id)}`)

/** Only `namespace/name` has a page; a bare name is an unknown end. */
export const hasServicePage = (name: string): boolean => /^[^/]+\/[^/]+$/.test(name)
