import { listProblemsContract } from '@/lib/api/contracts/problems'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listProblems } from '@/lib/operations/problems/list'

export const dynamic = 'force-dynamic'
export const GET = route(listProblemsContract, listProblems)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
