import { checkDuration } from './check-duration'
import { checkHostname } from './check-hostname'
import type { DestinationCheck } from './destination-check'
import { parseDurationMs } from './parse-duration'
import type { PolicyProblem } from './policy-problem'

/** What each protocol's check is asked with. */
const partsOf = { http: ['path', 'hostname', 'expectedStatuses'], grpc: ['grpcService', 'hostname'], tcp: [] } as const

/** Active health checks: times that leave room for an answer, and the question that fits the protocol. */
export const checkHealthCheck: DestinationCheck = ({ healthCheck }, service) => {
  if (!healthCheck) return []
  const at = 'destination.healthCheck'
  const problems: PolicyProblem[] = [
    ...checkDuration(`${at}.interval`, healthCheck.interval, 100),
    ...checkDuration(`${at}.timeout`, healthCheck.timeout),
    ...checkHostname(`${at}.hostname`, healthCheck.hostname),
  ]
  const [interval, timeout] = [parseDurationMs(healthCheck.interval), parseDurationMs(healthCheck.timeout)]
  if (interval !== null && timeout !== null && timeout > interval)
    problems.push({
      path: `${at}.timeout`,
      message: `an answer may take ${healthCheck.timeout}, longer than the ${healthCheck.interval} between two questions`,
      fix: 'make timeout at most interval',
    })
  const known: readonly string[] = partsOf[service.protocol]
  for (const part of ['path', 'hostname', 'expectedStatuses', 'grpcService'] as const)
    if (healthCheck[part] !== undefined && !known.includes(part))
      problems.push({
        path: `${at}.${part}`,
        message: `${service.name} is ${service.protocol}: its check knows no ${part}`,
        fix: `remove ${part}`,
      })
  if (service.protocol === 'http' && healthCheck.path === undefined)
    problems.push({ path: `${at}.path`, message: 'an http check asks for a path', fix: 'give one, e.g. /healthz' })
  const strange = /[^\x21-\x7e]/.exec(healthCheck.path ?? '')
  if (strange)
    problems.push({
      path: `${at}.path`,
      message: `the path holds ${JSON.stringify(strange[0])}`,
      fix: 'write it per cent encoded, e.g. %20',
    })
  if (/[^\x21-\x7e]/.test(healthCheck.grpcService ?? ''))
    problems.push({
      path: `${at}.grpcService`,
      message: 'the name of a gRPC service is plain ASCII',
      fix: 'write its full name, or leave it out',
    })
  return problems
}
