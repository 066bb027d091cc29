import { describe, expect, it } from 'vitest'
import { readStickyCookie } from '@/lib/proxies/envoy/policy/read-sticky-cookie'
import { compileStickyCookie } from './compile-sticky-cookie'

describe('a cookie that a rule gives out', () => {
  it('may have a per cent sign in its name, which Envoy takes for a command unless it is doubled', () => {
    const routes = compileStickyCookie({ match: { prefix: '/' }, route: {} }, { name: 'a%b', ttl: '1h' })
    expect(routes[1]?.response_headers_to_add).toEqual([
      {
        header: { key: 'set-cookie', value: 'a%%b=%REQ(X-REQUEST-ID)%; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax' },
        append_action: 'APPEND_IF_EXISTS_OR_ADD',
      },
    ])
    expect(readStickyCookie({ ...routes[1] }, [{ ...routes[0] }])?.key).toEqual({ cookie: { name: 'a%b', ttl: '3600s' } })
  })
})
