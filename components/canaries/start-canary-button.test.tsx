// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { exampleCanary, exampleServices } from '@/lib/testing/example-canary'
import { StartCanaryButton } from './start-canary-button'

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
async function show(answer: () => Response, running: CanaryDetailWire[] = []): Promise<HTMLButtonElement> {
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (init?.method !== 'POST') return Response.json(path.includes('services') ? exampleServices() : { canaries: running })
    sent.push({ path, body: JSON.parse(String(init.body)) })
    return answer()
  })
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  unmount = () => root.unmount()
  act(() =>
    root.render(
      <AppRouterContext.Provider value={router}>
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <TooltipProvider>
            <StartCanaryButton service="shop/reviews" />
          </TooltipProvider>
        </QueryClientProvider>
      </AppRouterContext.Provider>,
    ),
  )
  await act(() => waitFor(() => expect(box.textContent).toContain('Start canary of v2')))
  const button = box.querySelector('button')
  if (!button) throw new Error('there is no button')
  return button
}
const started = () => Response.json(exampleCanary(), { status: 201 })
const refused = (status: number, code: string) => () =>
  Response.json({ error: { code, message: 'the fault of Ana R. holds this route', requestId: 'r1' } }, { status })

describe('one click on Start canary', () => {
  it('is one request, which starts the newest version with the preset normal', async () => {
    const button = await show(started)
    await act(async () => button.click())
    await act(() => waitFor(() => expect(sent).toHaveLength(1)))
    await act(() => waitFor(() => expect(button.getAttribute('aria-busy')).toBeNull()))
    expect(sent.map(({ path }) => path)).toEqual(['/api/v1/canaries'])
    expect(sent[0]?.body).toMatchObject({
      service: 'shop/reviews',
      version: 'v2',
      baseline: 'v1',
      preset: 'normal',
      onWorse: 'rollback',
    })
    expect(pushed).toEqual([])
  })

  it.each([
    [409, 'conflict'],
    [422, 'rejected'],
  ])('opens the sheet, which says why, where the server refuses it: %i %s', async (status, code) => {
    const button = await show(refused(status, code))
    await act(async () => button.click())
    await act(() => waitFor(() => expect(pushed).toEqual(['/canaries?new=shop%2Freviews'])))
    expect(sent).toHaveLength(1)
  })

  it('opens no sheet where the start failed for another reason', async () => {
    const button = await show(refused(503, 'unavailable'))
    await act(async () => button.click())
    await act(() => waitFor(() => expect(sent).toHaveLength(1)))
    await act(() => waitFor(() => expect(button.getAttribute('aria-busy')).toBeNull()))
    expect(pushed).toEqual([])
  })

  it('is not possible while a canary runs on the service, and says so', async () => {
    const button = await show(started, [exampleCanary()])
    await act(() => waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true')))
    expect(button.textContent).toContain('a canary runs on it already')
    await act(async () => button.click())
    expect(sent).toEqual([])
  })
})
