import { notAllowed } from '@/lib/http/not-allowed'
import { getSession, login, logout } from '@/lib/http/session-route'

export const dynamic = 'force-dynamic'
export const GET = getSession
export const POST = login
export const DELETE = logout
export const PATCH = notAllowed
export const PUT = notAllowed
