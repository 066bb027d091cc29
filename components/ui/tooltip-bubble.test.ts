import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeBeside } from './tooltip-bubble'

const bubble = { left: 0, top: 0, width: 100, height: 24 }
const button = (left: number, top: number) => ({ left, top, width: 40, height: 20 })

describe('the place of a hint', () => {
  it('is at the wished side, in the middle', () => {
    expect(placeBeside(button(500, 300), bubble, 'bottom', 1440, 900)).toEqual({ x: 470, y: 326 })
    expect(placeBeside(button(500, 300), bubble, 'left', 1440, 900)).toEqual({ x: 394, y: 298 })
  })
  it('is at the other side where there is no room', () => {
    expect(placeBeside(button(500, 870), bubble, 'bottom', 1440, 900).y).toBe(870 - 24 - 6)
    expect(placeBeside(button(2, 300), bubble, 'left', 1440, 900).x).toBe(48)
  })
  it('is inside the window, wherever it points', () => {
    const side = fc.constantFrom('top' as const, 'right' as const, 'bottom' as const, 'left' as const)
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 400 }), fc.integer({ min: -50, max: 800 }), side, (left, top, wished) => {
        const { x, y } = placeBeside(button(left, top), bubble, wished, 360, 780)
        expect(x >= 8 && x + 100 <= 352 && y >= 8 && y + 24 <= 772).toBe(true)
      }),
    )
  })
})
