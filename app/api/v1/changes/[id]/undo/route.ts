import { undoChangeContract } from '@/lib/api/contracts/changes'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { undoChange } from '@/lib/operations/changes/undo'

export const dynamic = 'force-dynamic'
export const POST = route(undoChangeContract, undoChange)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
