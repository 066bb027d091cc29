import { describe, expect, it } from 'vitest'
import { addressOf, isShown, viewParamsOf } from './saved-address'

describe('a saved view in the address', () => {
  it('keeps how the mesh is looked at, not when, nor what is selected', () => {
    expect(viewParamsOf('?from=now-5m&find=errors+%3E+1%25&selected=shop/cart&hide=&group=none&phone=graph')).toEqual({
      find: 'errors > 1%',
      group: 'none',
    })
  })
  it('replaces the former view, leaves the range and drops the selection; any name is only a text', () => {
    const name = '<img src=x>&find=a'
    const address = addressOf('?from=now-5m&find=old&selected=shop/cart&saved=former', name, { hide: 'ns = shop', elsewhere: 'x' })
    const query = new URLSearchParams(address.slice(2))
    expect(Object.fromEntries(query)).toEqual({ from: 'now-5m', hide: 'ns = shop', saved: name })
    expect(isShown(`?${query}`, { hide: 'ns = shop' })).toBe(true)
    expect(isShown('?hide=ns+%3D+other', { hide: 'ns = shop' })).toBe(false)
  })
})
