import { listServicesContract } from '@/lib/api/contracts/services'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listServices } from '@/lib/operations/services/list'

export const dynamic = 'force-dynamic'
export const GET = route(listServicesContract, listServices)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
