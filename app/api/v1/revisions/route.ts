import { listRevisionsContract } from '@/lib/api/contracts/revisions'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listRevisions } from '@/lib/operations/policies/list-revisions'

export const dynamic = 'force-dynamic'
export const GET = route(listRevisionsContract, listRevisions)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
