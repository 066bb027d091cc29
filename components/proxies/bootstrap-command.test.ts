import { describe, expect, it } from 'vitest'
import { bootstrapCommand } from './bootstrap-command'

describe('the bootstrap command', () => {
  it('names service, version, control plane and application', () => {
    expect(bootstrapCommand({ service: 'shop/reviews', version: 'v1', xdsAddress: '127.0.0.1:18000', app: '127.0.0.1:8080' })).toBe(
      'npx outrider bootstrap --service shop/reviews --version v1 --xds 127.0.0.1:18000 --app 127.0.0.1:8080 > bootstrap.yaml',
    )
  })
  it('quotes what a shell would take for something else', () => {
    expect(bootstrapCommand({ service: "a/b';rm -rf ~", version: 'v1', xdsAddress: null, app: '' })).toBe(
      "npx outrider bootstrap --service 'a/b'\\'';rm -rf ~' --version v1 > bootstrap.yaml",
    )
  })
})
