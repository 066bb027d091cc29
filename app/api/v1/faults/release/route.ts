import { releaseFaultsContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { releaseFaults } from '@/lib/operations/faults/release'

export const dynamic = 'force-dynamic'
export const POST = route(releaseFaultsContract, releaseFaults)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
