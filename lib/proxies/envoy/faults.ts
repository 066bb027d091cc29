import { type FaultPart, parseFaultKey } from '@/lib/mesh/fault-key'
import type { ServiceName } from '@/lib/mesh/names'
import type { LoadedFault, LoadedPercents } from '@/lib/proxies/proxy-reader'
import { parseRuntimePercent } from './fractional-percent'
import { asObject, asText, type JsonObject } from './json'
import { findOwnRoutes } from './route-tables'

/**
 * Faults by id: the gates in the routes (`dynamic_route_configs`), and what `/runtime` holds for them. A part whose gate stands and whose value is gone is 0:
 * harmless. Where `fault.http.max_active_faults` is 0 nothing is injected, whatever the values say, so every percentage is 0.
 */
export function parseFaults(routes: JsonObject, runtime: JsonObject): Map<string, LoadedFault> {
  const faults = new Map<string, LoadedFault>()
  const values = readValues(runtime)
  const isStopped = values.get('fault.http.max_active_faults') === '0'
  for (const { service, targets, filters } of findOwnRoutes(routes)) {
    for (const settings of [filters, ...targets.map((target) => target.filters)])
      addGate(faults, service, asObject(settings['envoy.filters.http.fault']))
  }
  for (const [key, value] of values) {
    const parsed = parseFaultKey(key)
    if (!parsed) continue
    const fault = open(faults, parsed.faultId)
    fault[percentOf[parsed.part]] = isStopped ? 0 : parseRuntimePercent(value)
  }
  return faults
}

const percentOf: Readonly<Record<FaultPart, keyof LoadedPercents>> = {
  abort: 'abortPercent',
  delay: 'delayPercent',
  bandwidth: 'bandwidthPercent',
}

function addGate(faults: Map<string, LoadedFault>, service: ServiceName, filter: JsonObject): void {
  for (const key of [filter.abort_percent_runtime, filter.delay_percent_runtime, filter.response_rate_limit_percent_runtime]) {
    const parsed = parseFaultKey(asText(key))
    if (!parsed) continue
    const fault = open(faults, parsed.faultId)
    fault.hasGate = true
    if (!fault.services.includes(service)) fault.services.push(service)
    fault[percentOf[parsed.part]] ??= 0
  }
}

function open(faults: Map<string, LoadedFault>, id: string): LoadedFault {
  const known = faults.get(id)
  if (known) return known
  const fault: LoadedFault = { services: [], hasGate: false, abortPercent: null, delayPercent: null, bandwidthPercent: null }
  faults.set(id, fault)
  return fault
}

/** Final values by key; those no layer gives are left out. */
function readValues(runtime: JsonObject): Map<string, string> {
  const values = new Map<string, string>()
  for (const [key, entry] of Object.entries(asObject(runtime.entries))) {
    const value = asText(asObject(entry).final_value)
    if (value !== '') values.set(key, value)
  }
  return values
}
