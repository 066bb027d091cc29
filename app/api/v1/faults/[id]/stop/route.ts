import { stopFaultContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { stopFault } from '@/lib/operations/faults/stop'

export const dynamic = 'force-dynamic'
export const POST = route(stopFaultContract, stopFault)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
