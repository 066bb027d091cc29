import { explainContract } from '@/lib/api/contracts/explain'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { explain } from '@/lib/operations/explain/explain'

export const dynamic = 'force-dynamic'
export const POST = route(explainContract, explain)
export const DELETE = notAllowed
export const GET = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
