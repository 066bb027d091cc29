import type { ServiceSpec } from '@/lib/mesh/mesh-document'
import type { DestinationSettings } from '@/lib/mesh/policy'
import { checkBreaker } from './check-breaker'
import { checkConnectionPool } from './check-connection-pool'
import { checkHealthCheck } from './check-health-check'
import { checkLoadBalancing } from './check-load-balancing'
import { checkOutlier } from './check-outlier'
import type { DestinationCheck } from './destination-check'
import type { PolicyProblem } from './policy-problem'

/** A new part of the destination adds its check here. */
const checks: readonly DestinationCheck[] = [checkBreaker, checkConnectionPool, checkOutlier, checkHealthCheck, checkLoadBalancing]

/** All problems of the destination settings. */
export const checkDestination = (destination: DestinationSettings | undefined, service: ServiceSpec): PolicyProblem[] =>
  destination ? checks.flatMap((check) => check(destination, service)) : []
