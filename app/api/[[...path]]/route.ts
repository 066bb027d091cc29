import { notServed } from '@/lib/http/plain-pages'

export const dynamic = 'force-dynamic'
export const GET = notServed
export const POST = notServed
export const PUT = notServed
export const DELETE = notServed
export const PATCH = notServed
