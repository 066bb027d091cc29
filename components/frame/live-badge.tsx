'use client'
import { useQuery } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { cx } from '@/components/ui/cx'
import { Tooltip } from '@/components/ui/tooltip'
import { useNow } from '@/components/ui/use-now'
import { summaryQuery } from '@/lib/api/summary-queries'
import { formatAbsolute, formatAge } from '@/lib/mesh/format-time'
import { useLive } from './live'
import { useRange } from './use-range'

const staleAfterMs = 20_000

/** How fresh the page is: "live · 3 s ago", "stale 42 s", "reconnecting", "paused", or that it shows the past. Pauses and resumes. */
export function LiveBadge() {
  const { connection, paused, setPaused } = useLive()
  const { isLive } = useRange()
  const now = useNow()
  const newest = useNewestAnswer()
  const ageMs = now !== null && newest !== null ? now - newest : null
  const state = toState(paused, isLive, connection, ageMs)
  const tip = newest === null ? 'No proxy has answered yet' : `Newest answer of a proxy: ${formatAbsolute(newest)}`
  return (
    <Tooltip text={`${tip}. Click to ${paused ? 'resume' : 'pause'} (.)`}>
      <button
        type="button"
        onClick={() => setPaused(!paused)}
        className="group inline-flex h-7 items-center gap-2 whitespace-nowrap rounded-md px-2 text-12 font-medium text-muted hover:bg-hover"
      >
        {paused ? (
          <Play size={12} aria-hidden />
        ) : (
          <>
            <span aria-hidden className={cx('size-1.5 rounded-[9px] group-hover:hidden', state.dot)} />
            <Pause size={12} aria-hidden className="-mx-[3px] hidden group-hover:block" />
          </>
        )}
        <span className={state.text}>{state.words}</span>
      </button>
    </Tooltip>
  )
}

function toState(paused: boolean, isLive: boolean, connection: string, ageMs: number | null) {
  if (paused) return { words: 'paused', dot: 'bg-idle', text: '' }
  if (!isLive) return { words: 'the past', dot: 'bg-past-line', text: '' }
  if (connection === 'reconnecting') return { words: 'reconnecting', dot: 'bg-warn-mark', text: 'text-warn' }
  if (ageMs === null) return { words: 'live', dot: 'bg-ok', text: '' }
  if (ageMs > staleAfterMs) return { words: `stale ${formatAge(ageMs)}`, dot: 'bg-warn-mark', text: 'text-warn' }
  return { words: `live · ${formatAge(ageMs)} ago`, dot: 'bg-ok', text: '' }
}

/** When a proxy answered last; null before the first. */
function useNewestAnswer(): number | null {
  const at = useQuery(summaryQuery()).data?.proxies.newestAnswerAt ?? null
  return at === null ? null : Date.parse(at)
}
