'use client'
import { ArrowLeft } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import type { ReactNode } from 'react'
import { ChartGroup } from '@/components/charts/chart-group'
import { ranges } from '@/components/frame/use-range'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { type Earlier, earlierNames, earlierSpans, useEarlier } from './use-earlier'

/** Where the page was before the first zoom: `<from>~<to>`. */
const parsers = { from: parseAsString, to: parseAsString, back: parseAsString }
const leastZoomMs = 30_000
const defaults = { from: 'now-1m', to: 'now' }

/** The charts of a page: one crosshair, and a zoom that is the page's range, in its URL, with the way back. */
export function ChartPage({ isSimulated, children }: { isSimulated: boolean; children: ReactNode }) {
  const [{ from, to, back }, set] = useQueryStates(parsers, { history: 'push' })
  const zoom = (start: number, end: number) => {
    const middle = (start + end) / 2
    const half = Math.max(end - start, leastZoomMs) / 2
    void set({
      from: new Date(Math.round(middle - half)).toISOString(),
      to: new Date(Math.round(middle + half)).toISOString(),
      back: back ?? `${from ?? defaults.from}~${to ?? defaults.to}`,
    })
  }
  return (
    <ChartGroup zoom={zoom} isSimulated={isSimulated}>
      {children}
    </ChartGroup>
  )
}

/** Over the charts of a page: what time they show, the way back from a zoom, and an earlier time to compare with. */
export function ChartTools({ note, isMissing }: { note: string | null; isMissing: boolean }) {
  const [{ back }, set] = useQueryStates(parsers, { history: 'push' })
  const [earlier, setEarlier] = useEarlier()
  const former = readBack(back)
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
      {former && (
        <Button size="small" icon={<ArrowLeft size={14} aria-hidden />} onClick={() => void set({ ...former.range, back: null })}>
          Back to {former.words}
        </Button>
      )}
      <span className="text-12 text-faint">{[note, 'drag on a chart to zoom'].filter(Boolean).join('; ')}</span>
      {earlier !== null && isMissing && <span className="text-12 text-muted">Nothing is kept of {earlierSpans[earlier].words}.</span>}
      <span className="ml-auto">
        <Select
          label="Compare the charts with"
          value={earlier ?? 'none'}
          options={[
            { value: 'none', label: 'Compare with…' },
            ...earlierNames.map((value): { value: Earlier; label: string } => ({ value, label: earlierSpans[value].words })),
          ]}
          onChange={(value) => void setEarlier(value === 'none' ? null : value)}
        />
      </span>
    </div>
  )
}

/** null for an address without one; one that was edited by hand leads to the range that pages have by themselves. */
export function readBack(back: string | null): { range: { from: string | null; to: string | null }; words: string } | null {
  if (back === null) return null
  const [from = '', to = ''] = back.split('~')
  const known = to === 'now' ? ranges.find((range) => range.from === from) : undefined
  if (known) return { range: { from: from === defaults.from ? null : from, to: null }, words: known.label.toLowerCase() }
  const isRange = [from, to].every((time) => /^now(-\d+(ms|s|m|h|d))?$/.test(time) || Number.isFinite(Date.parse(time)))
  return isRange ? { range: { from, to }, words: 'the former range' } : { range: { from: null, to: null }, words: 'live' }
}
