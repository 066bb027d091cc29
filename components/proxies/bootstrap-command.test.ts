import { describe, expect, it } from 'vitest'
import { bootstrapCommand } from './bootstrap-command'

// Without these the command refuses: a proxy is read through its admin page, and callers reach it by the other two.
const addresses = '\\\n    --inbound 127.0.0.1:15006 --outbound 127.0.0.1:15001 --admin 127.0.0.1:15000 \\\n    '

describe('the bootstrap command', () => {
  it('names service, version, control plane, application and every address of the proxy', () => {
    expect(bootstrapCommand({ service: 'shop/reviews', version: 'v1', xdsAddress: '127.0.0.1:18000', app: '127.0.0.1:8080' })).toBe(
      `npx outrider bootstrap --service shop/reviews --version v1 --app 127.0.0.1:8080 ${addresses}--xds 127.0.0.1:18000 > bootstrap.yaml`,
    )
  })
  it('quotes what a shell would take for something else', () => {
    expect(bootstrapCommand({ service: "a/b';rm -rf ~", version: 'v1', xdsAddress: null, app: '' })).toBe(
      `npx outrider bootstrap --service 'a/b'\\'';rm -rf ~' --version v1 ${addresses}> bootstrap.yaml`,
    )
  })
})
