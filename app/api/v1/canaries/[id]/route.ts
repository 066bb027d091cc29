import { getCanaryContract } from '@/lib/api/contracts/canaries'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getCanary } from '@/lib/operations/canaries/get'

export const dynamic = 'force-dynamic'
export const GET = route(getCanaryContract, getCanary)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
