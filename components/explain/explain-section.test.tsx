// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import type { ExplanationWire } from '@/lib/api/explain'
import type { ServiceDetail } from '@/lib/api/services'
import { ExplainSection } from './explain-section'
import { parseHeaders } from './parse-headers'

let unmount = () => {}
const sent: unknown[] = []
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  sent.length = 0
})

const explanation: ExplanationWire = {
  request: {},
  service: 'shop/reviews',
  problem: null,
  hops: [
    {
      depth: 0,
      caller: null,
      service: 'shop/reviews',
      protocol: 'http',
      why: 'shop/reviews was asked for',
      rules: [
        { name: 'testers', verdict: 'passes', why: 'header x-tester is absent, it must be yes' },
        { name: 'default', verdict: 'takes', why: 'it takes everything' },
      ],
      outcomes: [
        {
          rule: 'default',
          isCertain: true,
          action: 'forward',
          versions: [{ version: 'v1', percent: 100, instances: 1, isLeased: false }],
          sticky: null,
          timeoutMs: 15_000,
          retries: null,
          tries: 1,
          mirror: null,
          rateLimit: null,
          sentPath: null,
          sentHost: null,
          location: null,
          status: null,
          faults: [],
          sentences: ['It goes to v1.'],
        },
      ],
    },
  ],
  notes: ['Whom shop/reviews calls is neither declared nor was it seen lately.'],
}
// What the section reads of a service, no more.
const service = { name: 'shop/reviews', protocol: 'http', callers: [], policy: {} } as unknown as ServiceDetail

/** The page's own origin has no server here, so only fetch is taken over. */
async function show(): Promise<void> {
  vi.stubGlobal('fetch', async (_path: string, init?: RequestInit) => {
    sent.push(JSON.parse(String(init?.body)))
    return Response.json(explanation)
  })
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  unmount = () => root.unmount()
  await act(async () =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <TooltipProvider>
          <ExplainSection service={service} />
        </TooltipProvider>
      </QueryClientProvider>,
    ),
  )
}

describe('the question what would happen to a request', () => {
  it('is sent as it stands in the form, and its answer names the rule that takes it and why the other does not', async () => {
    await show()
    await act(async () => document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })))
    await act(() => vi.waitFor(() => expect(document.body.textContent).toContain('It goes to v1.')))
    expect(sent).toEqual([{ service: 'shop/reviews', method: 'GET', path: '/', headers: {} }])
    expect(document.body.textContent).toContain('testers does not match: header x-tester is absent, it must be yes')
    expect(document.body.textContent).toContain('default takes it: it takes everything')
    expect(document.body.textContent).toContain('Whom shop/reviews calls is neither declared')
  })

  it('has headers one a line, and says which line is none', () => {
    expect(parseHeaders('X-Tester: yes\n\n x-a :1:2 ')).toEqual({ headers: { 'X-Tester': 'yes', 'x-a': '1:2' } })
    expect(parseHeaders('x: 1\nnonsense')).toEqual({ problem: 'Line 2 is no header: write name: value' })
  })
})
