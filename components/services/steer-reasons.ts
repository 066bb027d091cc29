import type { ServiceDetail } from '@/lib/api/services'

type Steered = Pick<ServiceDetail, 'kind' | 'declared' | 'policy' | 'versions' | 'protocol'>

/** Why traffic of this service cannot be shifted; null when it can. */
export function whyNoShift(service: Steered): string | null {
  const foreign = whyNotSteered(service)
  if (foreign) return foreign
  if (service.versions.length < 2) return 'it has one version, so there is nothing to shift to'
  return capability(service, 'weight')
}

/** Why no fault can be injected on the way to this service; null when one can. */
export function whyNoFault(service: Steered): string | null {
  const foreign = whyNotSteered(service)
  if (foreign) return foreign
  if (service.protocol === 'tcp') return 'a tcp service has no requests to abort or delay'
  return capability(service, 'fault')
}

function whyNotSteered(service: Steered): string | null {
  if (service.kind === 'unknown' || !service.declared) return 'no mesh document declares it, so Outrider does not steer it'
  if (service.kind === 'gateway') return 'a gateway is not called by anybody whose traffic Outrider steers'
  return service.policy ? null : 'it has no policy'
}

/** The driver's own reason, where it declares a capability of this kind unsupported. */
function capability(service: Steered, kind: 'weight' | 'fault'): string | null {
  const found = service.policy?.capabilities.find((each) => each.feature.toLowerCase().includes(kind) && !each.supported)
  return found ? (found.reason ?? 'its driver does not support it') : null
}
