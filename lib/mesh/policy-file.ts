import type { ServiceName } from './names'

/** Where a policy stands in the folder of a whole mesh: `policies/shop/reviews.yaml`. */
export const policyFile = (service: ServiceName): string => `policies/${service}.yaml`
