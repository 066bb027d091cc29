import { getSeriesContract } from '@/lib/api/contracts/series'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getSeries } from '@/lib/operations/series/get'

export const dynamic = 'force-dynamic'
export const GET = route(getSeriesContract, getSeries)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
