import { describe, expect, it } from 'vitest'
import { exampleSidecar } from '@/lib/testing/example-mesh'
import { Fleet } from './fleet'
import { toTarget } from './targets'

function answer(adminUrl: string, peerAddress = '10.0.0.5', allowed: readonly string[] = [], isStatic = false) {
  const fleet = new Fleet()
  fleet.put(exampleSidecar('a', 'shop/frontend', { adminUrl, isStatic }), null)
  fleet.connected('a', peerAddress, 1)
  const [member] = fleet.list()
  if (!member) throw new Error('a member')
  return toTarget(member, allowed, 1)
}

describe('an announced admin address', () => {
  it('is followed to loopback, to where the stream comes from and to what is allowed', () => {
    expect(answer('http://127.0.0.1:9901').ok).toBe(true)
    expect(answer('http://[::1]:9901').ok).toBe(true)
    expect(answer('http://10.0.0.5:9901').ok).toBe(true)
    expect(answer('http://10.0.0.6:9901', '10.0.0.5', ['10.0.0.6:9901']).ok).toBe(true)
  })

  it.each([
    'http://10.0.0.6:9901',
    'http://localhost:9901',
    'http://127.0.0.1.example.org:9901',
    'http://169.254.169.254/latest',
    'https://127.0.0.1:9901',
    'file:///etc/passwd',
    'nonsense',
  ])('is refused as %s', (adminUrl) => expect(answer(adminUrl)).toMatchObject({ ok: false, problem: { kind: 'refused_address' } }))

  it.each(['http://127.0.0.1:8500/v1/agent/leave?', 'http://127.0.0.1:8500/v1', 'http://user:secret@127.0.0.1:9901'])(
    'is an address and nothing more, so %s is refused, and followed only from the configuration',
    (adminUrl) => {
      expect(answer(adminUrl)).toMatchObject({ ok: false, problem: { kind: 'refused_address' } })
      expect(answer(adminUrl, '', [], true).ok).toBe(true)
    },
  )
})
