import type { ServiceDetail } from '@/lib/api/services'
import { type FaultPart, faultParts } from '@/lib/mesh/fault-key'

type Capabilities = readonly { feature: string; supported: boolean; reason?: string | undefined }[]
type Steered = Pick<ServiceDetail, 'kind' | 'declared' | 'policy' | 'versions' | 'protocol'>

/** Why traffic of this service cannot be shifted; null when it can. */
export function whyNoShift(service: Steered): string | null {
  const foreign = whyNotSteered(service)
  if (foreign) return foreign
  if (service.versions.length < 2) return 'it has one version, so there is nothing to shift to'
  return whyUnsupported(service.policy?.capabilities ?? [], 'weights')
}

/** Why no fault can be injected on the way to this service; null when one can. */
export function whyNoFault(service: Steered): string | null {
  const foreign = whyNotSteered(service)
  if (foreign) return foreign
  if (service.protocol === 'tcp') return 'a tcp service has no requests to abort or delay'
  return whyUnsupported(service.policy?.capabilities ?? [], 'fault')
}

function whyNotSteered(service: Steered): string | null {
  if (service.kind === 'unknown' || !service.declared) return 'no mesh document declares it, so Outrider does not steer it'
  if (service.kind === 'gateway') return 'a gateway is not called by anybody whose traffic Outrider steers'
  return service.policy ? null : 'it has no policy'
}

/** The driver's own reason, where it declares this feature (or all that it knows below it: `fault.abort`, `fault.delay`…) unsupported; null where it does not. */
export function whyUnsupported(capabilities: Capabilities, feature: 'weights' | 'fault'): string | null {
  const about = capabilities.filter((each) => each.feature === feature || each.feature.startsWith(`${feature}.`))
  const [first] = about
  return first && about.every((each) => !each.supported) ? (first.reason ?? 'its driver does not support it') : null
}

/** Parts of a fault that its driver does not support here, each with the reason. */
export const unsupportedParts = (capabilities: Capabilities): Partial<Record<FaultPart, string>> =>
  Object.fromEntries(
    faultParts.flatMap((part) => {
      const found = capabilities.find(({ feature, supported }) => feature === `fault.${part}` && !supported)
      return found ? [[part, found.reason ?? 'its driver does not support it']] : []
    }),
  )
