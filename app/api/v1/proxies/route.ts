import { listProxiesContract } from '@/lib/api/contracts/proxies'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listProxies } from '@/lib/operations/proxies/list'

export const dynamic = 'force-dynamic'
export const GET = route(listProxiesContract, listProxies)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
