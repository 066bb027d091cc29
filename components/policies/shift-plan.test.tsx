// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
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

const planned: number[] = []

/** The page's own origin has no server here, so only fetch is taken over; nothing but the policy is known there. */
async function show(initial: Weights | null, cached: number | null = null): Promise<void> {
  planned.length = 0
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (path === '/api/v1/plans') planned.push(z.object({ baseRevision: z.number() }).parse(JSON.parse(String(init?.body))).baseRevision)
    return path.startsWith('/api/v1/policies/')
      ? Response.json({ policy, revision: 2, overlays: [], capabilities: [] })
      : Response.json({ error: { code: 'not_found', message: 'not here', requestId: 'r1' } }, { status: 404 })
  })
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  unmount = () => root.unmount()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  if (cached !== null) client.setQueryData(['policies', 'shop/reviews'], { policy, revision: cached, overlays: [], capabilities: [] })
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

  it('plans on the revision that is stored now, not on one that was read before it opened', async () => {
    await show({ v1: 0, v2: 100 }, 1)
    await act(() => vi.waitFor(() => expect(planned.length).toBeGreaterThan(0)))
    expect(new Set(planned)).toEqual(new Set([2]))
  })

  it('asks for a reason where nobody clicked', async () => {
    await show(null)
    expect(reason()).toHaveProperty('value', '')
  })
})
