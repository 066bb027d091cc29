import { listSelfTestsContract, startSelfTestContract } from '@/lib/api/contracts/self-tests'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listSelfTests } from '@/lib/operations/self-tests/list'
import { startSelfTest } from '@/lib/operations/self-tests/start'

export const dynamic = 'force-dynamic'
export const GET = route(listSelfTestsContract, listSelfTests)
export const POST = route(startSelfTestContract, startSelfTest)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
