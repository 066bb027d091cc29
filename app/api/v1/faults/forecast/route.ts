import { forecastFaultContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { forecastFault } from '@/lib/operations/faults/forecast'

export const dynamic = 'force-dynamic'
export const POST = route(forecastFaultContract, forecastFault)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
