import { getTopologyContract } from '@/lib/api/contracts/topology'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getTopology } from '@/lib/operations/topology/get'

export const dynamic = 'force-dynamic'
export const GET = route(getTopologyContract, getTopology)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
