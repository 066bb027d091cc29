// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ConflictNote } from './conflict-note'
import { PolicyHistory } from './policy-history'

let unmount = () => {}
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const policy = (weight: number, timeout?: string) => ({
  service: 'shop/reviews',
  rules: [
    {
      name: 'default',
      backends: [
        { version: 'v1', weight },
        { version: 'v2', weight: 100 - weight },
      ],
      ...(timeout && { timeout }),
    },
  ],
})
const revision = (number: number, weight: number) => ({
  revision: number,
  at: '2026-11-25T10:00:00.000Z',
  actor: 'ada',
  reason: `step ${number}`,
  sentence: `Revision ${number}.`,
  changeId: `c${number}`,
  policy: policy(weight),
})

async function show(part: ReactNode, search = ''): Promise<string> {
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  unmount = () => root.unmount()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await act(async () =>
    root.render(
      <NuqsTestingAdapter searchParams={search}>
        <QueryClientProvider client={client}>
          <TooltipProvider>{part}</TooltipProvider>
        </QueryClientProvider>
      </NuqsTestingAdapter>,
    ),
  )
  await act(() => vi.waitFor(() => expect(document.body.textContent).not.toBe('')))
  return document.body.textContent ?? ''
}

describe('the history of a policy', () => {
  it('compares the last two revisions, or the two that the address names, and offers to restore the older', async () => {
    const history = { service: 'shop/reviews', present: 3, revisions: [revision(3, 50), revision(2, 90), revision(1, 100)] }
    vi.stubGlobal('fetch', async () => Response.json(history))
    await show(<PolicyHistory service="shop/reviews" />)
    await act(() => vi.waitFor(() => expect(document.body.textContent).toContain('Restore revision 2')))
    expect(document.body.textContent).toContain('weight: 90')
    act(unmount)
    document.body.replaceChildren()
    await show(<PolicyHistory service="shop/reviews" />, '?older=1&newer=2')
    await act(() => vi.waitFor(() => expect(document.body.textContent).toContain('Restore revision 1')))
    expect(document.body.textContent).toContain('weight: 100')
    expect(document.body.textContent).not.toContain('weight: 50')
  })
})

describe('an edit that came second', () => {
  const note = (mine: ReturnType<typeof policy>) => (
    <ConflictNote conflict={{ revision: 3, change: null, base: policy(100), policy: policy(100, '3s') }} mine={mine} onRebase={() => {}} />
  )
  it('is told that it fits where it touches another part', async () => {
    expect(await show(note(policy(90)))).toContain('The two edits touch different parts')
  })
  it('shows all three values of a part that both changed', async () => {
    expect(await show(note(policy(100, '9s')))).toContain('rule default: timeout (was: none, theirs: 3s, yours: 9s)')
  })
})
