import { listPoliciesContract } from '@/lib/api/contracts/policies'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listPolicies } from '@/lib/operations/policies/list'

export const dynamic = 'force-dynamic'
export const GET = route(listPoliciesContract, listPolicies)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
