import { describe, expect, it } from 'vitest'
import { parseMesh } from './mesh-file'

describe('a mesh document', () => {
  it('is read from YAML and from JSON alike', () => {
    const yaml = parseMesh('services:\n  - name: shop/cart\n    protocol: http\n    hosts: [cart]\n    versions: [{ name: v1 }]\n')
    const json = parseMesh('{"services":[{"name":"shop/cart","protocol":"http","hosts":["cart"],"versions":[{"name":"v1"}]}]}')
    expect(yaml).toEqual({
      ok: true,
      document: { services: [{ name: 'shop/cart', protocol: 'http', hosts: ['cart'], versions: [{ name: 'v1' }] }], gateways: [] },
    })
    expect(json).toEqual(yaml)
  })

  it('is refused with path and line where it is malformed', () => {
    const problems = parseMesh('services:\n  - name: cart\n    protocol: smtp\n    verions: []\n    versions: [{ name: v1 }]\n')
    expect(problems).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'services.0.name', line: 2 }),
        expect.objectContaining({ path: 'services.0.protocol', line: 3 }),
        expect.objectContaining({ path: 'services.0.verions', line: 4, message: expect.stringContaining('"versions"') }),
      ]),
    })
    expect(parseMesh('services: [')).toMatchObject({ ok: false, problems: [{ line: 1 }] })
  })
})
