import { composeControlPlanes } from './compose-control-planes'
import type { ControlPlane } from './control-plane'
import { createEnvoyRuntime } from './envoy-runtime/control-plane'
import type { EnvoyRuntimeOptions } from './envoy-runtime/options'
import { createWrittenJournal, type SmallValues } from './envoy-runtime/written-journal'
import { createControlPlane as createXds, type XdsOptions } from './xds/control-plane'

export type ControlPlaneOptions = XdsOptions & Pick<EnvoyRuntimeOptions, 'proxies' | 'admin'> & { values: SmallValues }

/** Everything that steers proxies: Outrider's own xDS for those that connect to it, values at run time for Envoys of the configuration that let them be changed. */
export const createControlPlane = (options: ControlPlaneOptions): ControlPlane =>
  composeControlPlanes([createXds(options), createEnvoyRuntime({ ...options, journal: createWrittenJournal(options.values) })])
