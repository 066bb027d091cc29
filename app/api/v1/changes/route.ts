import { listChangesContract } from '@/lib/api/contracts/changes'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listChanges } from '@/lib/operations/changes/list'

export const dynamic = 'force-dynamic'
export const GET = route(listChangesContract, listChanges)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
