import { listCanariesContract, startCanaryContract } from '@/lib/api/contracts/canaries'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listCanaries } from '@/lib/operations/canaries/list'
import { startCanary } from '@/lib/operations/canaries/start'

export const dynamic = 'force-dynamic'
export const GET = route(listCanariesContract, listCanaries)
export const POST = route(startCanaryContract, startCanary)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
