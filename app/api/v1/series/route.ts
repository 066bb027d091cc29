import { getSeriesContract } from '@/lib/api/contracts/series'
import { route } from '@/lib/http/route'
import { getSeries } from '@/lib/operations/series/get'

export const dynamic = 'force-dynamic'
export const GET = route(getSeriesContract, getSeries)
