import { removeViewContract, saveViewContract } from '@/lib/api/contracts/saved-views'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { removeView } from '@/lib/operations/views/remove'
import { saveView } from '@/lib/operations/views/save'

export const dynamic = 'force-dynamic'
export const PUT = route(saveViewContract, saveView)
export const DELETE = route(removeViewContract, removeView)
export const GET = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
