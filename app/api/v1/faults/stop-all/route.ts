import { stopAllFaultsContract } from '@/lib/api/contracts/faults'
import { route } from '@/lib/http/route'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'

export const dynamic = 'force-dynamic'
export const POST = route(stopAllFaultsContract, stopAllFaults)
