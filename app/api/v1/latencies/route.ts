import { getLatenciesContract } from '@/lib/api/contracts/latencies'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getLatencies } from '@/lib/operations/series/get-latencies'

export const dynamic = 'force-dynamic'
export const GET = route(getLatenciesContract, getLatencies)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
