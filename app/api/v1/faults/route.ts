import { listFaultsContract, startFaultContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listFaults } from '@/lib/operations/faults/list'
import { startFault } from '@/lib/operations/faults/start'

export const dynamic = 'force-dynamic'
export const GET = route(listFaultsContract, listFaults)
export const POST = route(startFaultContract, startFault)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
