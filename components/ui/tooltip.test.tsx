// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Tooltip } from './tooltip'

let root: Root
let button: HTMLButtonElement
const show = (text: string | null) =>
  act(() =>
    root.render(
      <Tooltip text={text}>
        <button type="button">Apply</button>
      </Tooltip>,
    ),
  )
const hint = () => document.querySelector('[role="tooltip"]')?.textContent ?? null
const pointer = (type: string, on: Element) =>
  act(() => void on.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'mouse' })))

beforeEach(() => {
  vi.useFakeTimers()
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const box = document.createElement('div')
  document.body.replaceChildren(box)
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  vi.useRealTimers()
})
function find(): HTMLButtonElement {
  const found = document.querySelector('button')
  if (!found) throw new Error('no button')
  return found
}

describe('a hint', () => {
  it('opens after the pointer has rested, describes what it is on, and closes when it leaves', () => {
    show('waits for a reason')
    button = find()
    pointer('pointerover', button)
    expect(hint()).toBeNull()
    act(() => void vi.advanceTimersByTime(400))
    expect(hint()).toBe('waits for a reason')
    expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe('waits for a reason')
    pointer('pointerout', button)
    act(() => void vi.advanceTimersByTime(400))
    expect(hint()).toBeNull()
    expect(button.hasAttribute('aria-describedby')).toBe(false)
  })
  it('stays while the pointer is on it, and goes with Escape', () => {
    show('waits for a reason')
    button = find()
    pointer('pointerover', button)
    act(() => void vi.advanceTimersByTime(400))
    pointer('pointerout', button)
    const bubble = document.querySelector('[role="tooltip"]')
    if (bubble) pointer('pointerover', bubble)
    act(() => void vi.advanceTimersByTime(1000))
    expect(hint()).toBe('waits for a reason')
    act(() => void window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })))
    expect(hint()).toBeNull()
  })
  it('leaves the element in place when it comes or goes: the focus stays', () => {
    show(null)
    button = find()
    show('not possible now')
    expect(find()).toBe(button)
  })
})
