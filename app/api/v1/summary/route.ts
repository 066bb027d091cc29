import { getSummaryContract } from '@/lib/api/contracts/summary'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getSummary } from '@/lib/operations/summary/get'

export const dynamic = 'force-dynamic'
export const GET = route(getSummaryContract, getSummary)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
