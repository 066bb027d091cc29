import { checkDuration } from './check-duration'
import { checkHashKey } from './check-hash-key'
import type { DestinationCheck } from './destination-check'
import type { PolicyProblem } from './policy-problem'

const balancers: readonly string[] = ['round-robin', 'least-request', 'random', 'ring-hash', 'maglev']
const hashing: readonly string[] = ['ring-hash', 'maglev']

/** The choice of an instance: hashing needs a key, slow start needs a way of choosing that knows weights. */
export const checkLoadBalancing: DestinationCheck = ({ loadBalancing = 'round-robin', hashKey, slowStart, zoneAwareness }, service) => {
  const at = 'destination.loadBalancing'
  if (!balancers.includes(loadBalancing))
    return [{ path: at, message: `${loadBalancing} is not a way of load balancing`, fix: `use one of ${balancers.join(', ')}` }]
  const isHashing = hashing.includes(loadBalancing)
  const problems: PolicyProblem[] = checkHashKey(hashKey, 'destination.hashKey')
  if (isHashing && service.protocol === 'tcp')
    problems.push({
      path: at,
      message: `${service.name} is tcp: a connection has nothing to hash`,
      fix: 'use round-robin or least-request',
    })
  if (isHashing && !hashKey)
    problems.push({ path: at, message: `${loadBalancing} needs to know what to hash`, fix: 'add hashKey: a header, a cookie or source' })
  if (!isHashing && hashKey)
    problems.push({
      path: 'destination.hashKey',
      message: `${loadBalancing} hashes nothing`,
      fix: 'use ring-hash or maglev, or remove hashKey',
    })
  problems.push(...checkDuration('destination.slowStart.window', slowStart?.window))
  if (slowStart && (isHashing || loadBalancing === 'random'))
    problems.push({
      path: 'destination.slowStart',
      message: `${loadBalancing} gives every instance its whole share at once`,
      fix: 'use round-robin or least-request, or remove slowStart',
    })
  if (zoneAwareness && (isHashing || service.protocol === 'tcp'))
    problems.push({
      path: 'destination.zoneAwareness',
      message: isHashing
        ? `${loadBalancing} chooses by the key alone`
        : `${service.name} is tcp: its weights are those of its instances, wherever they run`,
      fix: isHashing ? 'use round-robin, least-request or random, or remove zoneAwareness' : 'remove zoneAwareness',
    })
  return problems
}
