import { planPolicyContract } from '@/lib/api/contracts/policies'
import { route } from '@/lib/http/route'
import { planPolicy } from '@/lib/operations/policies/plan'

export const dynamic = 'force-dynamic'
export const POST = route(planPolicyContract, planPolicy)
