import { healthz } from '@/lib/http/plain-pages'

export const dynamic = 'force-dynamic'
export const GET = healthz
