import { getCanaryContract } from '@/lib/api/contracts/canaries'
import { route } from '@/lib/http/route'
import { getCanary } from '@/lib/operations/canaries/get'

export const dynamic = 'force-dynamic'
export const GET = route(getCanaryContract, getCanary)
