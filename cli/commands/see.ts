import { type ChangeWire, changeSchema, changesResponseSchema } from '@/lib/api/changes'
import { getChangeContract, listChangesContract } from '@/lib/api/contracts/changes'
import { listProxiesContract } from '@/lib/api/contracts/proxies'
import { getServiceContract, listServicesContract } from '@/lib/api/contracts/services'
import { getTopologyContract } from '@/lib/api/contracts/topology'
import { proxiesResponseSchema } from '@/lib/api/proxies'
import { serviceDetailSchema, servicesResponseSchema } from '@/lib/api/services'
import { topologyResponseSchema } from '@/lib/api/topology'
import { cannotWords } from '@/lib/mesh/evidence'
import { formatLatency, formatRate, formatRatio } from '@/lib/mesh/format'
import { serviceParams } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { renderTable } from '../table'

type Range = { from?: string; to?: string }

export async function showTopology(
  session: Session,
  options: Range & { view?: string; focus?: string; namespace?: string },
): Promise<ExitCode> {
  const { from, to, view, focus, namespace } = options
  const topology = await session.api(
    { ...getTopologyContract, response: topologyResponseSchema },
    { query: { from, to, view, focus, namespace } },
  )
  printResult(session, topology, () => {
    const { completeness } = topology
    const rows = topology.edges.map((edge) => [
      edge.source,
      edge.target,
      edge.protocol,
      edge.protocol === 'tcp' ? formatRate(edge.connectionsPerSecond, 'conn/s') : formatRate(edge.requestsPerSecond),
      formatRatio(edge.errorRatio),
      formatLatency(edge.latencyMs?.p95, edge.latencyBoundsMs?.p95),
      edge.health,
    ])
    const head = `${topology.simulated ? 'SIMULATED  ' : ''}${completeness.answering} of ${completeness.proxies} proxies answering, ${topology.window.from} to ${topology.window.to}`
    return `${head}\n${renderTable(['SOURCE', 'TARGET', 'PROTOCOL', 'RATE', 'ERRORS', 'P95', 'HEALTH'], rows, ['RATE', 'ERRORS', 'P95'])}`
  })
  return 0
}

export async function showServices(session: Session, name: string | undefined, options: Range): Promise<ExitCode> {
  if (name !== undefined) return showService(session, name, options)
  const list = await session.api(
    { ...listServicesContract, response: servicesResponseSchema },
    { query: { from: options.from, to: options.to } },
  )
  printResult(session, list, () => {
    const rows = list.services.map((service) => [
      service.name,
      service.kind,
      service.protocol ?? '–',
      service.health,
      formatRate(service.signals.requestsPerSecond),
      formatRatio(service.signals.errorRatio),
      formatLatency(service.signals.latencyMs?.p95, service.signals.latencyBoundsMs?.p95),
      service.versions.map((version) => `${version.name} ${version.weightPercent ?? '–'} %`).join(', '),
      `${service.proxies.inSync}/${service.proxies.total}`,
    ])
    const headings = ['SERVICE', 'KIND', 'PROTOCOL', 'HEALTH', 'RATE', 'ERRORS', 'P95', 'VERSIONS', 'IN SYNC']
    return `${list.simulated ? 'SIMULATED\n' : ''}${renderTable(headings, rows, ['RATE', 'ERRORS', 'P95'])}`
  })
  return 0
}

async function showService(session: Session, name: string, options: Range): Promise<ExitCode> {
  const call = { ...getServiceContract, response: serviceDetailSchema }
  const service = await session.api(call, { params: serviceParams(name), query: { from: options.from, to: options.to } })
  printResult(session, service, () => {
    const rows = service.versionDetails.map((version) => [
      version.name,
      `${version.weightPercent ?? '–'} %`,
      version.observedPercent === null ? '–' : `${version.observedPercent.toFixed(1)} %`,
      formatRate(version.signals.requestsPerSecond),
      formatRatio(version.signals.errorRatio),
      version.health,
      version.endpoints.map((endpoint) => endpoint.address).join(', '),
    ])
    const head = `${service.name}  ${service.health}  ${service.healthReasons.join('; ')}`
    return `${head}\n${renderTable(['VERSION', 'WEIGHT', 'OBSERVED', 'RATE', 'ERRORS', 'HEALTH', 'ENDPOINTS'], rows, ['WEIGHT', 'OBSERVED', 'RATE', 'ERRORS'])}`
  })
  return 0
}

export async function showProxies(session: Session): Promise<ExitCode> {
  const fleet = await session.api({ ...listProxiesContract, response: proxiesResponseSchema })
  printResult(session, fleet, () => {
    const rows = fleet.proxies.map((proxy) => [
      proxy.id,
      proxy.service,
      proxy.version ?? '–',
      proxy.answering ? 'answering' : 'silent',
      proxy.connected ? 'connected' : proxy.isStatic ? 'static' : 'disconnected',
      proxy.sync.map((type) => `${type.type} ${type.status}`).join(' '),
      proxy.problems.map((problem) => problem.message).join('; '),
    ])
    return renderTable(['PROXY', 'SERVICE', 'VERSION', 'READING', 'STREAM', 'SYNC', 'PROBLEMS'], rows)
  })
  return 0
}

export async function showChanges(
  session: Session,
  id: string | undefined,
  options: { service?: string; limit?: string },
): Promise<ExitCode> {
  if (id !== undefined) {
    const change = await session.api({ ...getChangeContract, response: changeSchema }, { params: { id } })
    printResult(session, change, () => describeChange(change))
    return 0
  }
  const list = await session.api(
    { ...listChangesContract, response: changesResponseSchema },
    { query: { service: options.service, limit: options.limit } },
  )
  printResult(session, list, () => {
    const rows = list.changes.map((change) => [
      change.id,
      change.at,
      change.service,
      change.actor,
      forceOf(change),
      change.sentence,
      change.reason,
    ])
    return renderTable(['CHANGE', 'AT', 'SERVICE', 'ACTOR', 'STATE', 'WHAT', 'WHY'], rows)
  })
  return 0
}

const forceOf = ({ state, inForce, evidence }: ChangeWire): string => `${state} ${inForce.loaded}/${inForce.total}${cannotWords(evidence)}`

export function describeChange(change: ChangeWire): string {
  const rows = change.evidence.map((row) => [row.proxyId, row.stage, row.reason ?? ''])
  const head = `${change.id}  ${change.service}  revision ${change.policyRevision}  ${change.state}\n${change.sentence}\nby ${change.actor}: ${change.reason}`
  const force = `in force on ${change.inForce.loaded} of ${change.inForce.total}${cannotWords(change.evidence)}, observed on ${change.inForce.observed}`
  return `${head}\n${force}${rows.length > 0 ? `\n${renderTable(['PROXY', 'STAGE', 'REASON'], rows)}` : ''}`
}
