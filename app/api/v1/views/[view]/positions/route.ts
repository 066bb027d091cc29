import { getPositionsContract, putPositionsContract } from '@/lib/api/contracts/views'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getPositions } from '@/lib/operations/views/get-positions'
import { putPositions } from '@/lib/operations/views/put-positions'

export const dynamic = 'force-dynamic'
export const GET = route(getPositionsContract, getPositions)
export const PUT = route(putPositionsContract, putPositions)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
