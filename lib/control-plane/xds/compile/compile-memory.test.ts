import { describe, expect, it } from 'vitest'
import { createCompileMemory } from './compile-memory'

const services = (...names: string[]): ReadonlyMap<string, unknown> => new Map(names.map((name) => [name, {}]))

describe('the memory of what was compiled', () => {
  it('answers the very same for the same sources, as long as the mesh document is the same', () => {
    const memory = createCompileMemory()
    const mesh = services('shop/reviews')
    const policy = {}
    memory.keep(mesh)
    const parts = memory.ofService('shop/reviews', [policy])
    const list = memory.ofParts('cds:shop/reviews', [parts], () => ['made'])
    memory.keep(mesh)
    expect(memory.ofService('shop/reviews', [policy])).toBe(parts)
    expect(memory.ofParts('cds:shop/reviews', [parts], () => ['made again'])).toBe(list)
    expect(memory.ofService('shop/reviews', [{}])).not.toBe(parts)
  })

  it('forgets what neither of the last two mesh documents has', () => {
    const memory = createCompileMemory()
    const policy = {}
    memory.keep(services('shop/reviews', 'shop/gone'))
    const [stays, gone] = ['shop/reviews', 'shop/gone'].map((name) => memory.ofService(name, [policy]))
    const list = memory.ofParts('cds:shop/gone shop/reviews', [], () => ['made'])
    memory.keep(services('shop/reviews'))
    expect(memory.ofService('shop/gone', [policy])).toBe(gone)
    memory.keep(services('shop/reviews'))
    memory.keep(services('shop/reviews'))
    expect(memory.ofService('shop/reviews', [policy])).toBe(stays)
    expect(memory.ofService('shop/gone', [policy])).not.toBe(gone)
    expect(memory.ofParts('cds:shop/gone shop/reviews', [], () => ['made again'])).not.toBe(list)
  })
})
