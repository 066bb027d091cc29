import { describe, expect, it } from 'vitest'
import type { Rule } from '@/lib/mesh/policy'
import { describeRule } from './describe-rule'

const all = [{ version: 'v1', weight: 100 }]
const say = (rule: Omit<Rule, 'name'>, isOnly = false) => describeRule({ name: 'a', ...rule }, { isOnly, protocol: 'http' })

describe('a rule in plain words', () => {
  it('says whom it takes and where they go', () => {
    const match = { caller: 'shop/frontend', headers: [{ name: 'x-tester', exact: 'yes' }] }
    expect(say({ match, backends: [{ version: 'v2', weight: 100 }] }).sentence).toBe(
      'Requests from shop/frontend with header x-tester: yes go to v2.',
    )
    expect(say({ backends: [...all.map((each) => ({ ...each, weight: 90 })), { version: 'v2', weight: 10 }] }).sentence).toBe(
      'All other requests go 90 % to v1, 10 % to v2.',
    )
    expect(say({ backends: all }, true).sentence).toBe('All requests go to v1.')
    expect(say({ backends: [], directResponse: { statusCode: 503 } }, true).sentence).toBe(
      'All requests are answered by the proxy itself with 503 and no body.',
    )
  })

  it('says what else it does, part by part', () => {
    const { settings } = say({
      backends: all,
      timeout: '3s',
      retry: { attempts: 2, on: ['5xx'], perTryTimeout: '1s' },
      mirror: { version: 'v2', percent: 5 },
      responseHeaders: { remove: ['x-debug'] },
      rewrite: { path: { replacePrefixMatch: '/api' } },
    })
    expect(settings).toEqual([
      'timeout 3s',
      'retries 2 on 5xx, 1s each',
      'mirrors 5 % to v2',
      'headers of answers: x-debug removed',
      'sent on as /api in place of the prefix',
    ])
  })
})
