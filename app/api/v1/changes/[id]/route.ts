import { editReasonContract, getChangeContract } from '@/lib/api/contracts/changes'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { editReason } from '@/lib/operations/changes/edit-reason'
import { getChange } from '@/lib/operations/changes/get'

export const dynamic = 'force-dynamic'
export const GET = route(getChangeContract, getChange)
export const PATCH = route(editReasonContract, editReason)
export const DELETE = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
