import type { Policy, Rule } from '@/lib/mesh/policy'

/** The last rule: it has no match and takes what no other rule took. undefined for a policy without rules. */
export const defaultRule = (policy: Policy): Rule | undefined => policy.rules.at(-1)
