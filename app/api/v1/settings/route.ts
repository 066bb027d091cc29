import { getSettingsContract, putSettingsContract } from '@/lib/api/contracts/settings'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getSettings } from '@/lib/operations/settings/get'
import { putSettings } from '@/lib/operations/settings/put'

export const dynamic = 'force-dynamic'
export const GET = route(getSettingsContract, getSettings)
export const PUT = route(putSettingsContract, putSettings)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
