// @vitest-environment happy-dom
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asRoute } from '@/components/frame/as-route'
import { ChartGroup } from './chart-group'
import { HeatMap } from './heat-map'
import { TimeChart } from './time-chart'

const router: AppRouterInstance = { bfcacheId: '', push() {}, replace() {}, refresh() {}, back() {}, forward() {}, prefetch() {} }
let root: Root
let zooms: [number, number][]
const span = { from: 0, to: 40_000 }
const points = [
  [0, 1],
  [10_000, 2],
  [20_000, null],
  [30_000, 4],
] as const

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const box = document.createElement('div')
  document.body.replaceChildren(box)
  root = createRoot(box)
  zooms = []
  act(() =>
    root.render(
      <AppRouterContext.Provider value={router}>
        <ChartGroup zoom={(from, to) => zooms.push([from, to])}>
          <TimeChart
            label="Requests"
            lines={[{ name: 'requests', color: 'red', points }]}
            format={(value) => `${value} rps`}
            {...span}
            marks={[{ at: 10_000, text: '◆', words: 'Change: <img src=x>', href: asRoute('/changes/c1') }]}
          />
          <HeatMap
            label="Latency"
            boundsMs={[5, 10, null]}
            columns={[
              { at: 0, counts: [3, 1] },
              { at: 10_000, counts: null },
            ]}
            stepMs={10_000}
            {...span}
          />
        </ChartGroup>
      </AppRouterContext.Provider>,
    ),
  )
})
afterEach(() => act(() => root.unmount()))

const slider = (chart: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[role="slider"][aria-label="Moment in the chart ${chart}"]`)
  if (!found) throw new Error(`${chart} has no slider`)
  return found
}
const press = (chart: string, key: string, shiftKey = false) =>
  act(() => void slider(chart).dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true })))
const said = (chart: string): string => slider(chart).getAttribute('aria-valuetext') ?? ''

describe('charts of one page', () => {
  it('say in a sentence what they show', () => {
    const [chart, map] = [...document.querySelectorAll('figcaption')].map((caption) => caption.textContent)
    expect(chart).toContain('requests: newest 4 rps, from 1 rps to 4 rps, 1 gap. 1 mark of what was done.')
    expect(map).toContain('4 requests. Most took 5–10 ms, 3 of them; the slowest > 10 ms, 1 of them.')
  })

  it('point at the same moment, with a gap told as a gap', () => {
    press('Requests', 'ArrowRight')
    expect(said('Requests')).toMatch(/, requests 1 rps$/)
    expect(said('Latency')).toMatch(/, requests 4, > 10 ms 1, 5–10 ms 3$/)
    expect(document.querySelectorAll('[data-crosshair]')).toHaveLength(2)
    press('Requests', 'ArrowRight')
    press('Requests', 'ArrowRight')
    expect(said('Requests')).toMatch(/, requests –$/)
    press('Requests', 'Escape')
    expect(document.querySelectorAll('[data-crosshair]')).toHaveLength(0)
  })

  it('take a span that was chosen by keys, whichever end came first', () => {
    press('Requests', 'End')
    press('Requests', 'ArrowLeft', true)
    press('Requests', 'ArrowLeft', true)
    press('Requests', 'Enter')
    expect(zooms).toEqual([[10_000, 30_000]])
  })

  it('zoom to a column of the heat map by Enter', () => {
    press('Latency', 'ArrowRight')
    press('Latency', 'Enter')
    expect(zooms).toEqual([[0, 10_000]])
  })

  it('lead from a mark to what was done, whose words are only text', () => {
    const link = document.querySelector('a')
    expect(link?.getAttribute('href')).toBe('/changes/c1')
    expect(link?.getAttribute('aria-label')).toContain('Change: <img src=x>')
    expect(document.querySelector('img')).toBeNull()
  })
})
