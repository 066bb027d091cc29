import type { ServiceSummary } from '@/lib/api/services'

/** Why no canary of this service can be started by a click; null when one may be asked for. The server checks again, with what the proxies see. */
export function whyNoCanary(service: ServiceSummary | undefined, isRunning: boolean): string | null {
  if (!service) return 'nothing is known of this service yet'
  if (service.kind === 'unknown' || !service.declared) return 'no mesh document declares it, so Outrider does not steer it'
  if (service.kind === 'gateway') return 'a gateway is not called by anybody whose traffic Outrider steers'
  if (service.versions.length < 2) return 'it has one version, so there is nothing to compare'
  return isRunning ? 'a canary runs on it already' : null
}
