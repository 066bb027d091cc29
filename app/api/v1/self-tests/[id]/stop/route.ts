import { stopSelfTestContract } from '@/lib/api/contracts/self-tests'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { stopSelfTest } from '@/lib/operations/self-tests/stop'

export const dynamic = 'force-dynamic'
export const POST = route(stopSelfTestContract, stopSelfTest)
export const DELETE = notAllowed
export const GET = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
