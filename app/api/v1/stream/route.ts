import { stream } from '@/lib/http/stream'

export const dynamic = 'force-dynamic'
export const GET = stream
