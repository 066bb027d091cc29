import { changeSchema } from '@/lib/api/changes'
import { applyRequestSchema, planRequestSchema, planResponseSchema, policiesResponseSchema, policyResponseSchema } from '@/lib/api/policies'
import { toChangeWire } from '@/lib/api/wire/change'
import { toPlanWire, toPolicyWire } from '@/lib/api/wire/policy'
import type { Change } from '@/lib/mesh/change'
import type { ServiceName } from '@/lib/mesh/names'
import type { Plan } from '@/lib/mesh/plan'
import type { Policy, StoredPolicy } from '@/lib/mesh/policy'
import type { PolicyView } from '@/lib/mesh/policy-view'
import { BadInput, defineContract } from './contract'
import { serviceOf, serviceParams } from './service-params'

export type PlanPolicyInput = { service: ServiceName; policy: Policy; baseRevision: number }
export type ApplyPolicyInput = PlanPolicyInput & { reason: string }

export const listPoliciesContract = defineContract({
  method: 'GET',
  path: '/api/v1/policies',
  summary: 'The policy of every declared service',
  response: policiesResponseSchema,
  toInput: () => undefined,
  toWire: (policies: StoredPolicy[]) => ({ policies }),
})

export const getPolicyContract = defineContract({
  method: 'GET',
  path: '/api/v1/policies/{ns}/{name}',
  summary: 'The policy of one service, with its faults and canaries and what its proxies support',
  params: serviceParams,
  response: policyResponseSchema,
  errors: ['not_found'],
  toInput: ({ params }): { service: ServiceName } => ({ service: serviceOf(params) }),
  toWire: (view: PolicyView) => toPolicyWire(view),
  etag: (view: PolicyView) => view.revision,
})

export const planPolicyContract = defineContract({
  method: 'POST',
  path: '/api/v1/plans',
  summary: 'What a policy edit would do; changes nothing',
  body: planRequestSchema,
  response: planResponseSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ body }): PlanPolicyInput => {
    if (body.policy.service !== body.service)
      throw new BadInput('policy.service', `names ${body.policy.service}, the plan is for ${body.service}`)
    return body
  },
  toWire: (plan: Plan) => toPlanWire(plan),
})

export const applyPolicyContract = defineContract({
  method: 'PUT',
  path: '/api/v1/policies/{ns}/{name}',
  summary: 'Stores an edit of a policy; answers as soon as it is stored, evidence follows',
  params: serviceParams,
  body: applyRequestSchema,
  needsIfMatch: true,
  response: changeSchema,
  errors: ['not_found'],
  toInput: ({ params, body, baseRevision }): ApplyPolicyInput => {
    const service = serviceOf(params)
    if (body.policy.service !== service) throw new BadInput('policy.service', `names ${body.policy.service}, the address names ${service}`)
    return { service, policy: body.policy, reason: body.reason, baseRevision }
  },
  toWire: (change: Change) => toChangeWire(change),
  etag: (change: Change) => change.policyRevision,
})
