// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ScrollBox } from './scroll-box'

let root: Root
const show = () =>
  act(() =>
    root.render(
      <ScrollBox label="History">
        <p>wide</p>
      </ScrollBox>,
    ),
  )
const sign = () => document.querySelector('[data-more]')
const section = (): HTMLElement => {
  const found = document.querySelector('section')
  if (!found) throw new Error('there is no section')
  return found
}
/** There is no layout here, so widths are given. */
const widths = (content: number, box: number): void => {
  vi.spyOn(HTMLElement.prototype, 'scrollWidth', 'get').mockReturnValue(content)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(box)
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const box = document.createElement('div')
  document.body.replaceChildren(box)
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  vi.restoreAllMocks()
})

describe('a box that scrolls sideways', () => {
  it('shows a sign where more stands to the right, until it is scrolled to its end', () => {
    widths(900, 360)
    show()
    expect(section().getAttribute('aria-label')).toBe('History, scrolls sideways')
    expect(sign()).not.toBeNull()
    act(() => {
      section().scrollLeft = 540
      section().dispatchEvent(new Event('scroll'))
    })
    expect(sign()).toBeNull()
    act(() => {
      section().scrollLeft = 100
      section().dispatchEvent(new Event('scroll'))
    })
    expect(sign()).not.toBeNull()
  })

  it('shows none where everything fits', () => {
    widths(360, 360)
    show()
    expect(sign()).toBeNull()
    expect(section().getAttribute('tabindex')).toBeNull()
  })
})
