// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { exampleCanary, exampleTick } from '@/lib/testing/example-canary'
import { CanaryView } from './canary-view'

let unmount = () => {}
const sent: { path: string; body: unknown }[] = []
/** A busy machine may take a while. */
const waitFor = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 })
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  sent.length = 0
})

/** The page's own origin has no server here, so only fetch is taken over: GET answers this canary, POST what it becomes. */
async function show(canary: CanaryDetailWire): Promise<HTMLElement> {
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (init?.method === 'POST') sent.push({ path, body: JSON.parse(String(init.body)) })
    return Response.json(canary)
  })
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  unmount = () => root.unmount()
  act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <TooltipProvider>
          <CanaryView id="canary-1" />
        </TooltipProvider>
      </QueryClientProvider>,
    ),
  )
  await act(() => waitFor(() => expect(box.querySelector('h1')).not.toBeNull()))
  return box
}

const press = (key: string, more: KeyboardEventInit = {}) =>
  act(async () => void window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more })))
function button(name: RegExp): HTMLButtonElement {
  const all = [...document.querySelectorAll('button')]
  const found = all.find((each) => name.test(each.getAttribute('aria-label') ?? each.textContent ?? ''))
  if (!found) throw new Error(`no button is called ${name}: ${all.map((each) => each.textContent).join(' | ')}`)
  return found
}
const hold = (cause: NonNullable<CanaryDetailWire['hold']>['cause'], text: string, exit: string) => ({
  cause,
  since: '2026-11-25T14:40:00.000Z',
  text,
  exit,
})

describe('the page of a canary', () => {
  it('says where it stands, what is known, and names the laggard with its reason', async () => {
    const box = await show(exampleCanary({ ticks: [exampleTick(0)] }))
    expect(box.textContent).toContain('watching, step 1 of 5')
    expect(box.textContent).toContain('unknown: the counts so far show neither harm nor its absence')
    expect(box.textContent).toContain('A doubling of errors would be seen in about 3 min at 142 requests per second.')
    expect(box.textContent).toContain('frontend-2: not read back yet')
    expect(box.querySelector('[aria-current="step"]')?.textContent).toContain('watching, verdict unknown')
  })

  it('aborts at one key, and not while one types or goes to another page', async () => {
    await show(exampleCanary())
    await press('a', { ctrlKey: true })
    await press('g')
    await press('a')
    expect(sent).toEqual([])
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2000)
    await press('a')
    clock.mockRestore()
    await act(() => waitFor(() => expect(sent).toEqual([{ path: '/api/v1/canaries/canary-1/abort', body: { reason: 'aborted by hand' } }])))
  })

  it('asks once before all traffic is moved back', async () => {
    await show(exampleCanary({ state: 'promoting', weight: 100, verdict: 'not_worse' }))
    await press('a')
    expect(sent).toEqual([])
    expect(document.body.textContent).toContain('Take all traffic of shop/reviews back to v1?')
    await act(async () => button(/^Abort: v2 to 0 %$/).click())
    await act(() => waitFor(() => expect(sent).toHaveLength(1)))
  })

  it('pauses at once, and takes a resume against the verdict with a reason only', async () => {
    await show(exampleCanary())
    await act(async () => button(/^Pause the canary/).click())
    await act(() => waitFor(() => expect(sent[0]?.path).toBe('/api/v1/canaries/canary-1/pause')))
    act(unmount)
    sent.length = 0
    await show(exampleCanary({ state: 'held', verdict: 'worse', hold: hold('approval', 'worse: 22 % failed', 'abort it') }))
    await act(async () => button(/^Resume the canary/).click())
    expect(sent).toEqual([])
    expect(document.body.textContent).toContain('Go on with v2 against the verdict?')
  })

  it('goes on after an edit of the route with a reason only, and says what becomes of the edit', async () => {
    await show(
      exampleCanary({ state: 'held', hold: hold('drift', 'the policy was edited: v3 gets 5 %', 'adopt it, or restore what was asked') }),
    )
    await act(async () => button(/^Resume the canary/).click())
    expect(sent).toEqual([])
    expect(document.body.textContent).toContain('the policy was edited: v3 gets 5 %. An edit of the policy is adopted as it is')
  })

  it('promotes by hand with a reason only, and says that it overrides the evidence', async () => {
    await show(exampleCanary())
    await act(async () => button(/^Promote to 100 %/).click())
    expect(document.body.textContent).toContain('It is not shown to be not worse: this overrides the evidence')
    expect(button(/^Promote: all to v2/).getAttribute('aria-disabled')).toBe('true')
  })

  it('names the cause of a hold and its end', async () => {
    const box = await show(
      exampleCanary({ state: 'held', verdict: 'blind', hold: hold('blind', 'no complete numbers for 75 s', 'a complete tick arrives') }),
    )
    expect(box.textContent).toContain('no complete numbers for 75 s. What ends the hold: a complete tick arrives.')
    expect(box.textContent).toContain('Blind: numbers are missing, so nothing is judged and the weight stays.')
  })

  it('says how far each metric is where “not worse” has to be shown', async () => {
    const { judgement } = exampleCanary()
    const box = await show(
      exampleCanary({
        state: 'held',
        hold: hold('unknown', judgement.sentence, '"not worse" is shown: its evidence is at 6.0 and 1.5 of 3.0'),
        judgement: { ...judgement, notWorse: { ...judgement.notWorse, errorsLn: 6, latencyLn: Math.log(20) / 2 } },
      }),
    )
    expect(box.textContent).toContain('“not worse” is shown for every metric (errors shown, latency 50 % of the way).')
  })

  it('shows how it ended, and offers no way to act on what is over', async () => {
    const box = await show(
      exampleCanary({
        state: 'ended',
        outcome: 'rolled_back',
        verdict: 'worse',
        weight: 0,
        stateText: 'worse: 22 % of canary requests failed, 0.16 % of baseline requests',
        inForce: { loaded: 2, observed: 2, total: 2, since: null, laggards: [] },
        endedAt: '2026-11-25T14:32:10.000Z',
      }),
    )
    expect(box.textContent).toContain('worse: 22 % of canary requests failed, 0.16 % of baseline requests')
    expect(box.textContent).toContain('v2 at 0 % is loaded on 2 of 2 proxies')
    expect([...box.querySelectorAll('button')].filter((each) => /Abort|Pause|Promote/.test(each.textContent ?? ''))).toEqual([])
    await press('a')
    expect(sent).toEqual([])
  })

  it('takes hostile names as text', async () => {
    const box = await show(exampleCanary({ version: '<img src=x onerror=alert(1)>', actor: '\u202egnp.exe', reason: '<b>x</b>' }))
    expect(box.querySelector('img, b')).toBeNull()
    expect(box.textContent).toContain('<b>x</b>')
    expect(box.textContent).not.toContain('\u202e')
  })
})
