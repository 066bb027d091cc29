// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ShiftPlan } from './shift-plan'
import type { Weights } from './weights-of'

let unmount = () => {}
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const backends = [
  { version: 'v1', weight: 100 },
  { version: 'v2', weight: 0 },
]
const policy = { service: 'shop/reviews', rules: [{ name: 'default', backends }] }

/** The page's own origin has no server here, so only fetch is taken over; nothing but the policy is known there. */
async function show(initial: Weights | null): Promise<void> {
  vi.stubGlobal('fetch', async (path: string) =>
    path.startsWith('/api/v1/policies/')
      ? Response.json({ policy, revision: 1, overlays: [], capabilities: [] })
      : Response.json({ error: { code: 'not_found', message: 'not here', requestId: 'r1' } }, { status: 404 }),
  )
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  unmount = () => root.unmount()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <TooltipProvider>
          <ShiftPlan service="shop/reviews" initial={initial} onClose={() => {}} onApplied={() => {}} />
        </TooltipProvider>
      </QueryClientProvider>,
    ),
  )
  await act(() => vi.waitFor(() => expect(reason()).toBeTruthy()))
}

const reason = () => document.body.querySelector('input[placeholder^="Release"]')

describe('the sheet that a warning opens after one click', () => {
  it('begins with the weights that were asked for and the reason the click would have given', async () => {
    await show({ v1: 0, v2: 100 })
    expect(reason()).toHaveProperty('value', 'shift shop/reviews v2 0 → 100 %, by click')
  })

  it('asks for a reason where nobody clicked', async () => {
    await show(null)
    expect(reason()).toHaveProperty('value', '')
  })
})
