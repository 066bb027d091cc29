// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SloStatusWire } from '@/lib/api/slos'
import { SloPart } from './slo-part'

const burn = (seconds: number, share: number, coveredSeconds = seconds) => ({
  seconds,
  coveredSeconds,
  requests: 1000,
  bad: 1000 * share,
  burn: share / 0.01,
})
const slo = (change: Partial<SloStatusWire['objectives'][number]>): SloStatusWire => ({
  service: 'shop/catalog',
  windowDays: 30,
  availability: 0.99,
  latency: null,
  revision: 2,
  actor: 'ada',
  at: '2026-11-25T14:00:00Z',
  objectives: [
    {
      kind: 'availability',
      target: 0.99,
      whole: burn(2_592_000, 0.004, 600),
      uncertain: 0,
      budget: { allowed: 10, used: 4, leftRatio: 0.6 },
      burns: [burn(300, 0.004), burn(3600, 0.004, 600)],
      alert: null,
      ...change,
    },
  ],
})

let root: Root
const show = (of: SloStatusWire | null, protocol: 'http' | 'tcp' = 'http') =>
  act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <SloPart service={{ name: 'shop/catalog', protocol, slo: of }} />
      </QueryClientProvider>,
    ),
  )
const text = (): string => document.body.textContent ?? ''

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const box = document.createElement('div')
  document.body.replaceChildren(box)
  root = createRoot(box)
})
afterEach(() => act(() => root.unmount()))

describe('the target of a service', () => {
  it('shows what is promised, what is left, and how much of the time was measured', () => {
    show(slo({}))
    expect(text()).toContain('99 % of requests succeed 60 % left')
    expect(text()).toContain('4 of 1000 failed; 99 % allow 10. Only 10 min of 30 days are measured.')
    expect([...document.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual([
      'times what the target allows',
      '0.4×',
      '0.4×',
      'measured, where not all',
      '',
      'of 10 min',
    ])
  })

  it('says an alert in words beside its icon, and why nothing is known', () => {
    show(
      slo({ alert: { kind: 'page', burn: 20, longSeconds: 3600, shortSeconds: 300 }, budget: { allowed: 10, used: 200, leftRatio: -19 } }),
    )
    expect(text()).toContain('Burning fast: look now.')
    expect(text()).toContain('overdrawn by 1900 %')
    show(slo({ unknown: 'no gRPC status', budget: { allowed: 0, used: 0, leftRatio: null } }))
    expect(text()).toContain('no gRPC status')
    expect(text()).not.toContain('% left')
  })

  it('without one says so, and is not asked for where there are no requests', () => {
    show(null)
    expect(text()).toContain('No target is set')
    show(null, 'tcp')
    expect(text()).toBe('')
  })
})
