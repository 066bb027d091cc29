import { readyz } from '@/lib/http/plain-pages'

export const dynamic = 'force-dynamic'
export const GET = readyz
