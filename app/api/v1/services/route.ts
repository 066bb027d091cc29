import { listServicesContract } from '@/lib/api/contracts/services'
import { route } from '@/lib/http/route'
import { listServices } from '@/lib/operations/services/list'

export const dynamic = 'force-dynamic'
export const GET = route(listServicesContract, listServices)
