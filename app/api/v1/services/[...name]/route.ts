import { getServiceContract } from '@/lib/api/contracts/services'
import { route } from '@/lib/http/route'
import { getService } from '@/lib/operations/services/get'

export const dynamic = 'force-dynamic'
export const GET = route(getServiceContract, getService)
