import { getFaultContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getFault } from '@/lib/operations/faults/get'

export const dynamic = 'force-dynamic'
export const GET = route(getFaultContract, getFault)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
