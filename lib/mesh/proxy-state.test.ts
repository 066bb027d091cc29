import { describe, expect, it } from 'vitest'
import type { TypeSync } from './proxy'
import { isInSync } from './proxy-state'

const typed = (status: TypeSync['status']): TypeSync => ({ type: 'RTDS', status, sentVersion: '1', ackedVersion: null, error: null, at: 1 })

describe('a proxy is in sync', () => {
  it.each([
    ['connected, all taken', { isStatic: false, connected: true, sync: [typed('SYNCED')] }, true],
    ['gone, all taken', { isStatic: false, connected: false, sync: [typed('SYNCED')] }, false],
    ['connected, one refused', { isStatic: false, connected: true, sync: [typed('SYNCED'), typed('NACKED')] }, false],
    ['a target that is only read', { isStatic: true, connected: false, sync: [] }, true],
    ['a target that refused a value', { isStatic: true, connected: true, sync: [typed('NACKED')] }, false],
  ])('or not: %s', (_, proxy, expected) => {
    expect(isInSync(proxy)).toBe(expected)
  })
})
