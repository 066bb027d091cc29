import { notAllowed } from '@/lib/http/not-allowed'
import { policySchemaPage } from '@/lib/http/plain-pages'

export const dynamic = 'force-dynamic'
export const GET = policySchemaPage
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed
export const PUT = notAllowed
