import { verifyAuditContract } from '@/lib/api/contracts/audit'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { verifyAudit } from '@/lib/operations/audit/verify'

export const dynamic = 'force-dynamic'
export const GET = route(verifyAuditContract, verifyAudit)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
