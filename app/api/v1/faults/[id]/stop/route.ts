import { stopFaultContract } from '@/lib/api/contracts/faults'
import { route } from '@/lib/http/route'
import { stopFault } from '@/lib/operations/faults/stop'

export const dynamic = 'force-dynamic'
export const POST = route(stopFaultContract, stopFault)
