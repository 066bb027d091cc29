import { applyDocumentsContract } from '@/lib/api/contracts/apply'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { applyDocuments } from '@/lib/operations/mesh/apply-documents'

export const dynamic = 'force-dynamic'
export const POST = route(applyDocumentsContract, applyDocuments)
export const DELETE = notAllowed
export const GET = notAllowed
export const PATCH = notAllowed
export const PUT = notAllowed
