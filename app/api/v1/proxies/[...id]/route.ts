import { getProxyContract } from '@/lib/api/contracts/proxies'
import { route } from '@/lib/http/route'
import { getProxy } from '@/lib/operations/proxies/get'

export const dynamic = 'force-dynamic'
export const GET = route(getProxyContract, getProxy)
