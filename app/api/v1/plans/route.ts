import { planPolicyContract } from '@/lib/api/contracts/policies'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { planPolicy } from '@/lib/operations/policies/plan'

export const dynamic = 'force-dynamic'
export const POST = route(planPolicyContract, planPolicy)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
