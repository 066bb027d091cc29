import { checkDuration } from './check-duration'
import { type DestinationCheck, noRequests } from './destination-check'
import type { PolicyProblem } from './policy-problem'

/** How connections are made and kept. Streams of one connection exist on grpc only, where the proxies speak HTTP/2. */
export const checkConnectionPool: DestinationCheck = ({ connectionPool }, service) => {
  if (!connectionPool) return []
  const at = 'destination.connectionPool'
  const problems: PolicyProblem[] = [
    ...checkDuration(`${at}.connectTimeout`, connectionPool.connectTimeout),
    ...checkDuration(`${at}.idleTimeout`, connectionPool.idleTimeout),
  ]
  if (service.protocol === 'tcp') {
    if (connectionPool.idleTimeout !== undefined)
      problems.push({
        path: `${at}.idleTimeout`,
        message: `${service.name} is a tcp service: its connections are not pooled`,
        fix: 'use idleTimeout of the rule',
      })
    for (const name of ['maxRequestsPerConnection', 'maxConcurrentStreams'] as const)
      if (connectionPool[name] !== undefined) problems.push(noRequests(service, `${at}.${name}`, name))
  }
  if (service.protocol === 'http' && connectionPool.maxConcurrentStreams !== undefined)
    problems.push({
      path: `${at}.maxConcurrentStreams`,
      message: `${service.name} is http: its proxies speak HTTP/1.1 to it, one request at a time on a connection`,
      fix: 'use circuitBreaker.maxConnections',
    })
  return problems
}
