import { describe, expect, it } from 'vitest'
import type { ProxyWire } from '@/lib/api/proxies'
import { countTroubles, matchesProxy, proxyTrouble, troubleText, worstFirst } from './proxy-rank'

const at = '2026-11-25T00:00:00.000Z'
const proxy = (id: string, change: Partial<ProxyWire> = {}): ProxyWire => ({
  id,
  kind: 'envoy',
  role: 'sidecar',
  service: 'shop/cart',
  version: 'v1',
  adminUrl: 'http://127.0.0.1:1',
  inbound: null,
  outbound: null,
  app: null,
  zone: null,
  simulated: false,
  isStatic: false,
  build: '1.40.0',
  connected: true,
  connectionChangedAt: at,
  answering: true,
  inSync: true,
  lastAnswerAt: at,
  missedRounds: 0,
  sweepMs: 3,
  sweepBytes: 100,
  sync: [{ type: 'RDS', status: 'SYNCED', sentVersion: '1', ackedVersion: '1', error: null, at }],
  problems: [],
  ...change,
})
const nacked = proxy('m', { sync: [{ type: 'LDS', status: 'NACKED', sentVersion: '2', ackedVersion: '1', error: 'no', at }] })
const silent = proxy('b', { answering: false })
const stale = proxy('a', { inSync: false, sync: [{ type: 'RDS', status: 'STALE', sentVersion: '2', ackedVersion: '1', error: null, at }] })

describe('the fleet, worst first', () => {
  it('puts a refusal before silence, silence before staleness, and the quiet ones last by id', () => {
    expect(worstFirst([proxy('z'), stale, silent, proxy('c'), nacked]).map((one) => one.id)).toEqual(['m', 'b', 'a', 'c', 'z'])
  })
  it('counts each trouble once', () => {
    expect(countTroubles([nacked, silent, stale, proxy('c')])).toEqual({ refused: 1, silent: 1, stale: 1, noted: 0, none: 1 })
  })
  it('does not call a static target stale, as nobody steers it', () => {
    expect(proxyTrouble(proxy('s', { isStatic: true, connected: false, inSync: false, sync: [] }))).toBe('none')
  })
  it('says in one phrase what is wrong, and nothing where nothing is', () => {
    expect(troubleText(nacked)).toBe('refused LDS')
    expect(troubleText(stale)).toBe('has not acknowledged RDS')
    expect(troubleText(proxy('c'))).toBeNull()
  })
  it('is searched by id, service, version and problem', () => {
    expect(matchesProxy(proxy('cart-1'), 'CART')).toBe(true)
    expect(matchesProxy(proxy('x', { problems: [{ kind: 'timeout', message: 'slow page', at }] }), 'slow')).toBe(true)
    expect(matchesProxy(proxy('x'), 'reviews')).toBe(false)
  })
})
