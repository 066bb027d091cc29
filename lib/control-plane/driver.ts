import { composeDrivers } from './compose-control-planes'
import { envoyRuntimeDriver } from './envoy-runtime/driver'
import { xdsDriver } from './xds/driver'

/** The pure half of everything that steers proxies, for whoever plans an edit and need not know by which way it would reach them. */
export const driver = composeDrivers([xdsDriver, envoyRuntimeDriver])
