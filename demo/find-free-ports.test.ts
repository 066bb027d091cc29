import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { findFreePorts } from './find-free-ports'

const server = createServer()
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())))

describe('free ports', () => {
  it('are distinct, below the range of outgoing connections, and kept while they are free', async () => {
    const names = ['a', 'b', 'c', 'd']
    const ports = await findFreePorts(names, {}, () => 0.5)
    const found = Object.values(ports)
    expect(new Set(found).size).toBe(4)
    expect(found.every((port) => port >= 20_000 && port < 32_768)).toBe(true)
    expect(await findFreePorts(names, ports, () => 0.1)).toEqual(ports)
  })

  it('are new ones where a former one is taken', async () => {
    const former = await findFreePorts(['a', 'b'], {}, () => 0.7)
    await new Promise<void>((resolve) => void server.listen(former.a, '127.0.0.1', resolve))
    const ports = await findFreePorts(['a', 'b'], former, () => 0.2)
    expect(ports.a).not.toBe(former.a)
    expect(ports.b).toBe(former.b)
  })
})
