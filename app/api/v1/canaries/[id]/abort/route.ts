import { abortCanaryContract } from '@/lib/api/contracts/canaries'
import { route } from '@/lib/http/route'
import { askCanary } from '@/lib/operations/canaries/ask'

export const dynamic = 'force-dynamic'
export const POST = route(abortCanaryContract, askCanary)
