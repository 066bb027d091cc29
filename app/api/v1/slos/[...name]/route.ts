import { getSloContract, putSloContract, removeSloContract } from '@/lib/api/contracts/slos'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getSlo } from '@/lib/operations/slos/get'
import { putSlo } from '@/lib/operations/slos/put'
import { removeSlo } from '@/lib/operations/slos/remove'

export const dynamic = 'force-dynamic'
export const GET = route(getSloContract, getSlo)
export const PUT = route(putSloContract, putSlo)
export const DELETE = route(removeSloContract, removeSlo)
export const PATCH = notAllowed
export const POST = notAllowed
