import { getProxyContract } from '@/lib/api/contracts/proxies'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getProxy } from '@/lib/operations/proxies/get'

export const dynamic = 'force-dynamic'
export const GET = route(getProxyContract, getProxy)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
