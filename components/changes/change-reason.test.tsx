// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ChangeReason } from './change-reason'

type Sent = { path: string; method: string | undefined; body: unknown }
let unmount = () => {}
let box: HTMLElement
const sent: Sent[] = []
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  sent.length = 0
})

/** The page's own origin has no server here, so only fetch is taken over. */
function show(): void {
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    sent.push({ path, method: init?.method, body: JSON.parse(String(init?.body)) })
    const error = { code: 'not_found', message: 'no change with the id "7"', requestId: 'r1' }
    return Response.json({ error }, { status: 404 })
  })
  box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  unmount = () => root.unmount()
  const page = (
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <ChangeReason change={{ id: '7', reason: 'shift by one click' }} />
      </TooltipProvider>
    </QueryClientProvider>
  )
  act(() => root.render(page))
}

function element<T extends Element>(selector: string, kind: new () => T): T {
  const found = box.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`)
  return found
}
const input = () => element('input[aria-label="Reason"]', HTMLInputElement)
const open = () => act(() => element('button[aria-label="Edit the reason"]', HTMLButtonElement).click())

function type(text: string): void {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
  act(() => {
    setter?.call(input(), text)
    input().dispatchEvent(new Event('input', { bubbles: true }))
  })
}
const submit = () =>
  act(async () => element('form', HTMLFormElement).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })))

describe('the reason on the page of a change', () => {
  it('opens as a field with the text that stands, and escape leaves it as it was', () => {
    show()
    open()
    expect(input().value).toBe('shift by one click')
    act(() => input().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })))
    expect(box.textContent).toContain('“shift by one click”')
  })

  it('is sent as typed, and a refusal is said beside the field', async () => {
    show()
    open()
    type('  first step of 2.1 ')
    await submit()
    expect(sent).toEqual([{ path: '/api/v1/changes/7', method: 'PATCH', body: { reason: 'first step of 2.1' } }])
    await act(() => vi.waitFor(() => expect(box.textContent).toContain('The reason was not saved')))
    expect(input().value).toBe('  first step of 2.1 ')
  })

  it('is not sent empty', async () => {
    show()
    open()
    type(' ')
    await submit()
    expect(sent).toEqual([])
  })
})
