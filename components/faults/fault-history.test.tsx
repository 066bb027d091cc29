// @vitest-environment happy-dom
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'
import type { FaultWire } from '@/lib/api/faults'
import { FaultHistory } from './fault-history'

const router: AppRouterInstance = {
  bfcacheId: '',
  push() {},
  replace() {},
  refresh() {},
  back() {},
  forward() {},
  prefetch() {},
}
const fault: FaultWire = {
  id: 'f1',
  service: 'shop/ratings',
  abort: { percent: 10 },
  durationSeconds: 60,
  reason: 'a try',
  actor: 'ann',
  at: '2026-11-25T14:31:00.000Z',
  state: 'ended',
  stateReason: null,
  outcome: 'stopped_by_condition',
  endsAt: '2026-11-25T14:32:00.000Z',
  endedAt: '2026-11-25T14:31:30.000Z',
  planned: null,
  injected: { abortsPerSecond: 0, delaysPerSecond: 0, aborts: 5, delays: 0 },
  evidence: [],
}

it('the history of faults says how each ended right after when, as a phone shows no more than the first columns', () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  act(() =>
    root.render(
      <AppRouterContext.Provider value={router}>
        <FaultHistory faults={[fault]} />
      </AppRouterContext.Provider>,
    ),
  )
  expect([...box.querySelectorAll('th')].slice(0, 3).map((head) => head.textContent)).toEqual(['when', 'outcome', 'target'])
  const cells = [...box.querySelectorAll('td')].map((cell) => cell.textContent)
  expect(cells[1]).toMatch(/condition/)
  expect(cells[2]).toContain('ratings')
  act(() => root.unmount())
})
