import { getTopologyContract } from '@/lib/api/contracts/topology'
import { route } from '@/lib/http/route'
import { getTopology } from '@/lib/operations/topology/get'

export const dynamic = 'force-dynamic'
export const GET = route(getTopologyContract, getTopology)
