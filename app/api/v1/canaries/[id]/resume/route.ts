import { resumeCanaryContract } from '@/lib/api/contracts/canaries'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { askCanary } from '@/lib/operations/canaries/ask'

export const dynamic = 'force-dynamic'
export const POST = route(resumeCanaryContract, askCanary)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
export const GET = notAllowed
