import { NextRequest } from 'next/server'
import { describe, expect, it } from 'vitest'
import { config } from '@/proxy'
import { guardPage } from './guard-page'

const ask = (path: string, host: string) => guardPage(new NextRequest(`http://127.0.0.1:3000${path}`, { headers: { host } }))
const isGuarded = (path: string): boolean => config.matcher.some((matcher) => new RegExp(`^${matcher}$`).test(path))

describe('every file that Next serves', () => {
  const files = ['/', '/services', '/login', '/_next/static/chunks/main.js', '/_next/image', '/favicon.ico', '/icon.svg', '/nothing']

  it('is refused under a foreign Host', () => {
    for (const path of files) expect([path, isGuarded(path), ask(path, 'evil.example').status]).toEqual([path, true, 403])
  })

  it('is served under our own, scripts without the work of a page', () => {
    for (const path of files) expect([path, ask(path, '127.0.0.1:3000').status]).toEqual([path, 200])
    expect(ask('/_next/static/chunks/main.js', 'localhost:3000').headers.has('content-security-policy')).toBe(false)
    expect(ask('/', 'localhost:3000').headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  it('leaves routes of the API to their own guard', () => {
    expect(['/api', '/api/v1/topology', '/healthz', '/readyz', '/metrics'].filter(isGuarded)).toEqual([])
  })

  it('is looked for elsewhere where its path cannot be read, which Next would answer with a bare 500', () => {
    const rewritten = (path: string) => new URL(ask(path, 'localhost:3000').headers.get('x-middleware-rewrite') ?? 'none:').pathname
    expect(rewritten('/services/shop/%E0%A4%A')).toBe('/unreadable')
    expect(ask('/services/shop/%C3%A4', 'localhost:3000').headers.has('x-middleware-rewrite')).toBe(false)
  })
})
