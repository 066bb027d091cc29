import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'

/** The policy a declared service has from the first moment (revision 1): everything to its first version. */
export function initialPolicy(spec: ServiceSpec): Policy {
  const backends = spec.versions.map((version, index) => ({ version: version.name, weight: index === 0 ? 100 : 0 }))
  return { service: spec.name, rules: [{ name: 'default', backends }] }
}
