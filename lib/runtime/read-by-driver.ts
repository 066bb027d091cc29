import type { ControlPlane, ReadBack } from '@/lib/control-plane/control-plane'
import type { ProxyReader } from '@/lib/proxies/proxy-reader'

/** The reader, but that a proxy whose values only its driver can interpret is read back by that driver. */
export function readByDriver(reader: ProxyReader, controlPlane: Pick<ControlPlane, 'readBackOf'>): ProxyReader {
  const of = (id: string): Pick<ReadBack, 'readFaults' | 'readInjections' | 'readPolicies'> => controlPlane.readBackOf?.(id) ?? reader
  return {
    ...reader,
    readFaults: (target, signal) => of(target.id).readFaults(target, signal),
    readInjections: (target, signal) => of(target.id).readInjections(target, signal),
    readPolicies: (target, signal) => of(target.id).readPolicies(target, signal),
    readWeights: (...asked) => {
      const own = controlPlane.readBackOf?.(asked[0].id)
      return own ? own.readWeights(asked[0], asked[1]) : reader.readWeights(...asked)
    },
  }
}
