import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { envoyPath, noEnvoyReason } from '@/lib/testing/real-envoy'
import { renderBootstrap } from './bootstrap'

const sidecar = {
  service: 'shop/reviews',
  version: 'v2',
  xds: '127.0.0.1:18000',
  admin: '127.0.0.1:9901',
  inbound: '127.0.0.1:15006',
  outbound: '127.0.0.1:15001',
  app: '127.0.0.1:8080',
  tcp: { 'shop/ledger': '127.0.0.1:7002' },
}

describe('a rendered bootstrap', () => {
  it('names the instance and its addresses in the metadata, and is the same text each time', () => {
    const text = renderBootstrap(sidecar)
    expect(parse(text).node).toEqual({
      id: 'reviews-v2-15006',
      cluster: 'shop/reviews',
      metadata: {
        outrider: {
          service: 'shop/reviews',
          version: 'v2',
          admin: '127.0.0.1:9901',
          inbound: '127.0.0.1:15006',
          outbound: '127.0.0.1:15001',
          app: '127.0.0.1:8080',
          tcp: { 'shop/ledger': '127.0.0.1:7002' },
        },
      },
    })
    expect(renderBootstrap(sidecar)).toBe(text)
  })

  it('brings the token of the control plane where one is asked for', () => {
    const [service] = parse(renderBootstrap({ ...sidecar, xdsToken: 'a token' })).dynamic_resources.ads_config.grpc_services
    expect(service.initial_metadata).toEqual([{ key: 'authorization', value: 'Bearer a token' }])
    expect(renderBootstrap(sidecar)).not.toContain('initial_metadata')
  })

  it('has the layers static, outrider and admin, in this order: the last wins', () => {
    const { layers } = parse(renderBootstrap(sidecar)).layered_runtime
    expect(layers.map((layer: { name: string }) => layer.name)).toEqual(['static', 'outrider', 'admin'])
  })

  it('says which address is wrong', () => {
    expect(() => renderBootstrap({ ...sidecar, admin: 'nowhere' })).toThrow('admin: "nowhere" is not an address like 127.0.0.1:15001')
    expect(() => renderBootstrap({ ...sidecar, app: '127.0.0.1:0' })).toThrow('app')
  })

  it('keeps a hostile name as text', () => {
    const service = 'shop/"}\n- evil: {'
    expect(parse(renderBootstrap({ ...sidecar, service })).node.cluster).toBe(service)
  })

  it.skipIf(noEnvoyReason).each([
    ['a sidecar', sidecar],
    [
      'a gateway',
      { service: 'edge/gateway', gateway: true, xds: 'outrider.local:18000', admin: '127.0.0.1:9901', inbound: '127.0.0.1:8080' },
    ],
  ])('of %s is accepted by a real Envoy', (_, input) => {
    const folder = mkdtempSync(join(tmpdir(), 'outrider-bootstrap-'))
    try {
      writeFileSync(join(folder, 'envoy.yaml'), renderBootstrap(input))
      execFileSync(envoyPath ?? '', ['--mode', 'validate', '-c', join(folder, 'envoy.yaml')], { stdio: 'pipe' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
