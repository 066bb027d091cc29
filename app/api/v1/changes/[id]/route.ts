import { editReasonContract, getChangeContract } from '@/lib/api/contracts/changes'
import { route } from '@/lib/http/route'
import { editReason } from '@/lib/operations/changes/edit-reason'
import { getChange } from '@/lib/operations/changes/get'

export const dynamic = 'force-dynamic'
export const GET = route(getChangeContract, getChange)
export const PATCH = route(editReasonContract, editReason)
