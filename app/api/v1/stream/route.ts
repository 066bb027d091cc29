import { notAllowed } from '@/lib/http/not-allowed'
import { stream } from '@/lib/http/stream'

export const dynamic = 'force-dynamic'
export const GET = stream
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
