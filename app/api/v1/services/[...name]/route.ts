import { getServiceContract } from '@/lib/api/contracts/services'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getService } from '@/lib/operations/services/get'

export const dynamic = 'force-dynamic'
export const GET = route(getServiceContract, getService)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
