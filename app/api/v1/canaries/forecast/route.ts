import { forecastCanaryContract } from '@/lib/api/contracts/canaries'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { forecastCanary } from '@/lib/operations/canaries/forecast'

export const dynamic = 'force-dynamic'
export const POST = route(forecastCanaryContract, forecastCanary)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
