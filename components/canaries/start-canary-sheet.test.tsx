// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import type { CanaryPlanWire } from '@/lib/api/canaries'
import { exampleCanary, examplePlan, exampleServices } from '@/lib/testing/example-canary'
import { StartCanarySheet } from './start-canary-sheet'

let unmount = () => {}
const sent: { path: string; body: unknown }[] = []
const pushed: string[] = []
/** A busy machine may take a while. */
const waitFor = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 })
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  sent.length = 0
  pushed.length = 0
})

const router: AppRouterInstance = {
  bfcacheId: '',
  push: (path) => void pushed.push(path),
  replace() {},
  refresh() {},
  back() {},
  forward() {},
  prefetch() {},
}

/** The page's own origin has no server here, so only fetch is taken over. */
async function show(ahead: CanaryPlanWire): Promise<void> {
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (path === '/api/v1/services') return Response.json(exampleServices())
    sent.push({ path, body: JSON.parse(String(init?.body)) })
    return path.endsWith('/forecast') ? Response.json(ahead) : Response.json(exampleCanary(), { status: 201 })
  })
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  unmount = () => root.unmount()
  act(() =>
    root.render(
      <AppRouterContext.Provider value={router}>
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <TooltipProvider>
            <StartCanarySheet open onClose={() => {}} service="shop/reviews" />
          </TooltipProvider>
        </QueryClientProvider>
      </AppRouterContext.Provider>,
    ),
  )
  await act(() => waitFor(() => expect(document.body.textContent).toContain('A doubling of errors')))
}

function type(label: RegExp, text: string): void {
  const found = [...document.querySelectorAll('label')].find((each) => label.test(each.textContent ?? ''))
  const input = document.getElementById(found?.htmlFor ?? '')
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field is called ${label}`)
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
  act(() => {
    setter?.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}
const submit = () =>
  act(async () => void document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })))
const starts = () => sent.filter(({ path }) => path === '/api/v1/canaries')

describe('the sheet that starts a canary', () => {
  it('says before the start how long a verdict takes, and starts with a reason only', async () => {
    await show(examplePlan())
    expect(document.body.textContent).toContain('A doubling of errors would be seen in about 3 min at 4 requests per second.')
    expect(document.body.textContent).toContain('would be at 100 % in about 10 min, nine of ten within 15 min')
    await submit()
    expect(starts()).toEqual([])
    expect(document.body.textContent).toContain('say why, in a sentence')
    type(/^Reason$/, 'release 2.1')
    await submit()
    await act(() => waitFor(() => expect(pushed).toEqual(['/canaries/canary-1'])))
    const body = { service: 'shop/reviews', version: 'v2', baseline: 'v1', preset: 'normal', onWorse: 'rollback', reason: 'release 2.1' }
    expect(starts()).toEqual([{ path: '/api/v1/canaries', body }])
  })

  it('does not send what would be refused, and says why', async () => {
    await show(examplePlan({ problems: ['frontend-1 sees no healthy instance of v2'] }))
    expect(document.body.textContent).toContain('frontend-1 sees no healthy instance of v2')
    type(/^Reason$/, 'release 2.1')
    await submit()
    expect(starts()).toEqual([])
  })

  it('wants to know why the holder of the route is overridden', async () => {
    await show(examplePlan({ holder: 'the fault of Ana R.' }))
    type(/^Reason$/, 'release 2.1')
    await submit()
    expect(starts()).toEqual([])
    type(/has this route/, 'agreed with Ana')
    await submit()
    await act(() => waitFor(() => expect(starts()).toHaveLength(1)))
    expect(starts()[0]?.body).toMatchObject({ overrideLock: 'agreed with Ana' })
  })
})
