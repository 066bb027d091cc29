import { listChangesContract } from '@/lib/api/contracts/changes'
import { route } from '@/lib/http/route'
import { listChanges } from '@/lib/operations/changes/list'

export const dynamic = 'force-dynamic'
export const GET = route(listChangesContract, listChanges)
