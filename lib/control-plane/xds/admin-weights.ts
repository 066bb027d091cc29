import type { LeasedWeights } from '@/lib/control-plane/control-plane'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import { toWeightValues } from './compile/compile-runtime'

/**
 * Weights as values of the admin layer, which comes after the leased one in our bootstrap and so wins: what a proxy splits by then does not depend on its stream.
 * Empty for a proxy that is not ours, and on tcp, where weights are no values.
 */
export function adminWeights(mesh: MeshDocument, identity: ProxyIdentity, weights: LeasedWeights): ReadonlyMap<string, string> {
  const isTcp = mesh.services.some(({ name, protocol }) => name === weights.service && protocol === 'tcp')
  if (identity.kind !== 'envoy' || identity.isStatic || isTcp) return new Map()
  return new Map(
    toWeightValues(weights).flatMap(([key, value]): [string, string][] => (typeof value === 'number' ? [[key, String(value)]] : [])),
  )
}
