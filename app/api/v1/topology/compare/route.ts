import { compareTopologyContract } from '@/lib/api/contracts/compare'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { compareTopology } from '@/lib/operations/topology/compare'

export const dynamic = 'force-dynamic'
export const GET = route(compareTopologyContract, compareTopology)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
