import { describe, expect, it } from 'vitest'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { buildAddressBook } from './address-book'

const at = (port: number, address = '127.0.0.1') => ({ address, port })

describe('the address book', () => {
  it('leaves out an address that two proxies claim, and outbound listeners', () => {
    const one = exampleSidecar('a-1', 'shop/a', { inbound: at(1001), outbound: at(3001), adminUrl: 'http://127.0.0.1:9901' })
    const book = buildAddressBook(
      [one, exampleSidecar('b-1', 'shop/b', { inbound: at(1002) }), exampleSidecar('twin', 'shop/c', { inbound: at(1002) })],
      new Map([
        [
          'a-1',
          [
            { name: 'outbound', address: at(3001) },
            { name: 'extra', address: at(77, '0.0.0.0') },
          ],
        ],
      ]),
    )
    expect([book.has('127.0.0.1:1002'), book.has('127.0.0.1:3001'), book.get('127.0.0.1:77')?.proxyId]).toEqual([false, false, 'a-1'])
  })

  it('finds a listener on every interface by both loopback addresses where the admin page is at localhost', () => {
    const local = exampleSidecar('local', 'shop/d', { inbound: null, adminUrl: 'http://localhost:9901' })
    const book = buildAddressBook([local], new Map([['local', [{ name: 'ingress', address: at(80, '0.0.0.0') }]]]))
    expect([...book.keys()]).toEqual(['127.0.0.1:80', '::1:80'])
  })
})
