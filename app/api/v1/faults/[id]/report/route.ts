import { reportFaultContract } from '@/lib/api/contracts/faults'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getFaultReport } from '@/lib/operations/faults/report'

export const dynamic = 'force-dynamic'
export const GET = route(reportFaultContract, getFaultReport)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
