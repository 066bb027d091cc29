import type { NextRequest } from 'next/server'
import { guardPage } from '@/lib/http/guard-page'

export const proxy = (request: NextRequest) => guardPage(request)

// Routes of the API guard themselves; Next's own files hold nothing of the mesh.
export const config = { matcher: ['/((?!api/|healthz$|readyz$|metrics$|_next/static/|_next/image|favicon.ico$).*)'] }
