import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import type { PolicyProblem } from './policy-problem'

/** Where a rule stands: `path` into the policy, e.g. `rules[1]`, the whole policy, its service and mesh. */
export type RulePlace = { path: string; policy: Policy; service: ServiceSpec; mesh: MeshDocument }
/** Finds all problems of one feature of a rule; none where the rule does not use it. checkPolicy lists them. */
export type RuleCheck = (rule: Rule, place: RulePlace) => PolicyProblem[]
