// @vitest-environment happy-dom
import { act, type ReactNode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ActionPart } from './action-part'
import { BeforeStartPart } from './before-start-part'
import { EndPart, WhyPart } from './end-part'
import { checkDraft, emptyDraft, type FaultDraft } from './fault-draft'

let unmount = () => {}
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
})

function show(page: ReactNode): HTMLElement {
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  unmount = () => root.unmount()
  act(() => root.render(<TooltipProvider>{page}</TooltipProvider>))
  return box
}

/** The control that a label names. */
function control(box: HTMLElement, label: string): HTMLInputElement {
  const found = [...box.querySelectorAll('label')].find((each) => each.textContent === label)
  const input = found?.htmlFor ? document.getElementById(found.htmlFor) : found?.querySelector('input')
  if (!(input instanceof HTMLInputElement)) throw new Error(`no control is labelled ${label}`)
  return input
}

function type(input: HTMLInputElement, text: string): void {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
  act(() => {
    setter?.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

function Form({ start }: { start: Partial<FaultDraft> }) {
  const [draft, setDraft] = useState<FaultDraft>({ ...emptyDraft, service: 'shop/ratings', guardService: 'shop/frontend', ...start })
  const { problems } = checkDraft(draft, 'http')
  const part = { draft, problems: problems ?? {}, onChange: (next: Partial<FaultDraft>) => setDraft((before) => ({ ...before, ...next })) }
  return (
    <>
      <ActionPart {...part} protocol="http" />
      <EndPart {...part} services={[]} />
      <WhyPart {...part} />
    </>
  )
}

describe('the parts of the fault form', () => {
  it('tie a problem to its own field and take it back when it is mended', () => {
    const box = show(<Form start={{}} />)
    const reason = control(box, 'Reason')
    expect(reason.getAttribute('aria-invalid')).toBe('true')
    const note = document.getElementById(reason.getAttribute('aria-describedby') ?? '')
    expect(note?.textContent).toContain('say why')
    type(reason, 'does reviews fall back?')
    expect(reason.getAttribute('aria-invalid')).toBeNull()
    expect(box.querySelector('[role=alert]')).toBeNull()
  })
  it('refuse an exact duration above an hour where it was typed', () => {
    const box = show(<Form start={{ reason: 'drill' }} />)
    type(control(box, 'or exactly'), '4000')
    expect(box.querySelector('[role=alert]')?.textContent).toBe('a fault lasts at most an hour')
  })
  it('hide what is not asked for: no delay, no delay fields', () => {
    const box = show(<Form start={{ reason: 'drill' }} />)
    expect(() => control(box, 'By')).toThrow()
    act(() => control(box, 'Delay').click())
    expect(control(box, 'By').value).toBe('400')
  })
})

describe('what is said before the start', () => {
  it('is a sentence of requests per second, and at most where a header narrows it by an unknown share', () => {
    const draft = { ...emptyDraft, service: 'shop/ratings', headerName: 'x-tester' }
    const traffic = { matchedPerSecond: 142, abortsPerSecond: 1.42, delaysPerSecond: 0, isUpperBound: true }
    const box = show(<BeforeStartPart draft={draft} traffic={traffic} items={[]} />)
    expect(box.textContent).toContain('It would abort 1.42 rps at most, of 142 rps in scope.')
  })
  it('shows a hostile name as text', () => {
    const draft = { ...emptyDraft, service: 'shop/ratings' }
    const traffic = { matchedPerSecond: null, abortsPerSecond: null, delaysPerSecond: null, isUpperBound: false }
    const box = show(<BeforeStartPart draft={draft} traffic={traffic} items={[{ kind: 'warns', text: 'x<img src=x onerror=alert(1)>' }]} />)
    expect(box.querySelector('img')).toBeNull()
    expect(box.textContent).toContain('<img src=x onerror=alert(1)>')
    expect(box.textContent).toContain('is not known')
  })

  it('grey what its proxies cannot do, with the reason', () => {
    const unsupported = { delay: 'front-1: the fault filter has no fixed delay' }
    const box = show(<ActionPart draft={emptyDraft} problems={{}} onChange={() => {}} protocol="http" unsupported={unsupported} />)
    expect(control(box, 'Delay').disabled).toBe(true)
    expect(control(box, 'Abort').disabled).toBe(false)
    expect(box.textContent).toContain('front-1: the fault filter has no fixed delay')
  })
})
