import { getChangeContract } from '@/lib/api/contracts/changes'
import { route } from '@/lib/http/route'
import { getChange } from '@/lib/operations/changes/get'

export const dynamic = 'force-dynamic'
export const GET = route(getChangeContract, getChange)
