import type { NextRequest } from 'next/server'
import { guardPage } from '@/lib/http/guard-page'

export const proxy = (request: NextRequest) => guardPage(request)

// Routes of the API guard themselves.
export const config = { matcher: ['/((?!api/|api$|healthz$|readyz$|metrics$).*)'] }
