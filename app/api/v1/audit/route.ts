import { exportAudit } from '@/lib/http/export-audit'
import { notAllowed } from '@/lib/http/not-allowed'

export const dynamic = 'force-dynamic'
export const GET = exportAudit
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
