import { stopAllFaultsContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { stopAllFaults } from '@/lib/operations/faults/stop-all'

export const dynamic = 'force-dynamic'
export const POST = route(stopAllFaultsContract, stopAllFaults)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
