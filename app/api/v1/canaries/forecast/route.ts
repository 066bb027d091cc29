import { forecastCanaryContract } from '@/lib/api/contracts/canaries'
import { route } from '@/lib/http/route'
import { forecastCanary } from '@/lib/operations/canaries/forecast'

export const dynamic = 'force-dynamic'
export const POST = route(forecastCanaryContract, forecastCanary)
