import { listProxiesContract } from '@/lib/api/contracts/proxies'
import { route } from '@/lib/http/route'
import { listProxies } from '@/lib/operations/proxies/list'

export const dynamic = 'force-dynamic'
export const GET = route(listProxiesContract, listProxies)
