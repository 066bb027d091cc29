import { undoChangeContract } from '@/lib/api/contracts/changes'
import { route } from '@/lib/http/route'
import { undoChange } from '@/lib/operations/changes/undo'

export const dynamic = 'force-dynamic'
export const POST = route(undoChangeContract, undoChange)
