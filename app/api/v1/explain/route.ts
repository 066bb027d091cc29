import { explainContract } from '@/lib/api/contracts/explain'
import { route } from '@/lib/http/route'
import { explain } from '@/lib/operations/explain/explain'

export const dynamic = 'force-dynamic'
export const POST = route(explainContract, explain)
