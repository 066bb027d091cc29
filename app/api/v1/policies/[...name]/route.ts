import { applyPolicyContract, getPolicyContract } from '@/lib/api/contracts/policies'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { applyPolicy } from '@/lib/operations/policies/apply'
import { getPolicy } from '@/lib/operations/policies/get'

export const dynamic = 'force-dynamic'
export const GET = route(getPolicyContract, getPolicy)
export const PUT = route(applyPolicyContract, applyPolicy)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
