// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FaultForecastWire } from '@/lib/api/faults'
import { emptyDraft, type FaultDraft } from './fault-draft'
import { ForecastPart } from './forecast-part'
import { isFaultResidue } from './is-fault-residue'

let unmount = () => {}
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
})

const forecast: FaultForecastWire = {
  sentence: 'It would abort 10 rps, of 20 rps in scope.',
  requestsPerSecond: 20,
  isUpperBound: false,
  abortsPerSecond: 10,
  delaysPerSecond: 0,
  limitsPerSecond: 0,
  meshRatio: null,
  seen: [{ caller: 'shop/reviews', requestsPerSecond: 20, tries: 3, seenRatio: 0.125, loadFactor: 1.75 }],
  guards: [{ service: 'shop/frontend', metric: 'errorRatio', above: 0.05, before: 0.001, seconds: 12.4 }],
  warnings: ['something to know'],
  problems: [],
  proxies: ['reviews-1'],
  refusals: [],
  unleased: null,
}
function show(change: Partial<FaultForecastWire>, draft: Partial<FaultDraft> = {}): HTMLElement {
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  unmount = () => root.unmount()
  const all = { ...emptyDraft, ...draft }
  act(() => root.render(<ForecastPart draft={all} onChange={() => {}} forecast={{ ...forecast, ...change }} isOld={false} />))
  return box
}

describe('the forecast in the form of a fault', () => {
  it('says what is seen through retries, and how fast a stop condition sees', () => {
    const box = show({})
    expect(box.textContent).toContain(
      'Callers of shop/reviews see at least 12.5 % where it passes the failure on, at up to 1.75 × the load.',
    )
    expect(box.textContent).toContain('twice its bound would be seen in about 12.4 s')
    expect(box.textContent).toContain('Something to know.')
    expect(box.querySelector('input')).toBeNull()
  })

  it('asks for a reason only where something holds the route, and shows hostile text as text', () => {
    const held = show({ problems: [{ path: 'service', message: 'fault f1 of <img src=x> holds this route; say with overrideLock why' }] })
    expect(held.querySelector('img')).toBeNull()
    expect(held.querySelectorAll('input')).toHaveLength(1)
  })
})

describe('residue of faults', () => {
  it('is what the admin layer holds for faults, and nothing else', () => {
    const of = (subject: string, kind: 'runtime_override' | 'foreign_routes' = 'runtime_override') => isFaultResidue({ kind, subject })
    expect(of('fault.http.abort.abort_percent')).toBe(true)
    expect(of('outrider.fault.f1.abort')).toBe(true)
    expect(of('outrider.weights.shop.reviews.default')).toBe(false)
    expect(of('fault.http.abort.abort_percent', 'foreign_routes')).toBe(false)
  })

  it('asks for a tick where it would not end by itself, and only there', () => {
    expect(show({}).textContent).not.toContain('does not end by itself')
    act(unmount)
    const box = show({
      unleased: 'front-1: nothing ends',
      warnings: ['IT DOES NOT END BY ITSELF when Outrider dies: front-1: nothing ends'],
    })
    expect(box.textContent).toContain('IT DOES NOT END BY ITSELF')
    const tick = box.querySelector<HTMLInputElement>('input[type=checkbox]')
    expect(tick?.checked).toBe(false)
    expect(tick?.closest('label')?.textContent).toContain('I know that it does not end by itself')
  })
})
