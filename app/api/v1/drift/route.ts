import { actOnDriftContract, listDriftContract } from '@/lib/api/contracts/drift'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { actOnDrift } from '@/lib/operations/drift/act'
import { listDrift } from '@/lib/operations/drift/list'

export const dynamic = 'force-dynamic'
export const GET = route(listDriftContract, listDrift)
export const POST = route(actOnDriftContract, actOnDrift)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
