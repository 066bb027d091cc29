import { listViewsContract } from '@/lib/api/contracts/saved-views'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { listSavedViews } from '@/lib/operations/views/list-saved'

export const dynamic = 'force-dynamic'
export const GET = route(listViewsContract, listSavedViews)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
