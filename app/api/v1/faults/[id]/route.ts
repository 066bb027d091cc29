import { getFaultContract } from '@/lib/api/contracts/faults'
import { route } from '@/lib/http/route'
import { getFault } from '@/lib/operations/faults/get'

export const dynamic = 'force-dynamic'
export const GET = route(getFaultContract, getFault)
