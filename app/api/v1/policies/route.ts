import { listPoliciesContract } from '@/lib/api/contracts/policies'
import { route } from '@/lib/http/route'
import { listPolicies } from '@/lib/operations/policies/list'

export const dynamic = 'force-dynamic'
export const GET = route(listPoliciesContract, listPolicies)
