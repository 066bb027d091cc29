import { releaseFaultsContract } from '@/lib/api/contracts/faults'
import { route } from '@/lib/http/route'
import { releaseFaults } from '@/lib/operations/faults/release'

export const dynamic = 'force-dynamic'
export const POST = route(releaseFaultsContract, releaseFaults)
