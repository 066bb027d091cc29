'use client'
import { usePathname, useRouter } from 'next/navigation'
import { parseTime } from '@/lib/api/wire/time'
import { asRoute } from './as-route'
import { useRange } from './use-range'

/** Opens the mesh beside another window: `ago:1h`, `before:<change id>` or `<from>/<to>`; null ends it. What the graph shows else stays. */
export function useCompare() {
  const router = useRouter()
  const isOnMesh = usePathname() === '/'
  const { from, to } = useRange()
  const show = (compare: string | null, range?: { from: string }) => {
    const query = new URLSearchParams(isOnMesh ? window.location.search : '')
    for (const name of ['selected', 'sheet', 'change']) query.delete(name)
    if (range) {
      query.set('from', range.from)
      query.delete('to')
    } else if (!isOnMesh && to !== 'now') {
      query.set('from', from)
      query.set('to', to)
    } else if (!isOnMesh) query.set('from', from)
    if (compare === null) {
      query.delete('compare')
      if (query.get('overlay') === 'change') query.delete('overlay')
    } else {
      query.set('compare', compare)
      query.set('overlay', 'change')
    }
    router.push(asRoute(`/?${query}`))
  }
  return {
    show,
    /** The window that the page shows against one of the same length that ends now. */
    showWithNow: () => {
      const now = Date.now()
      const [start, end] = [parseTime(from, now), parseTime(to, now)]
      if (start === null || end === null || end <= start) return
      show(`${new Date(start).toISOString()}/${new Date(end).toISOString()}`, { from: liveFrom(end - start) })
    },
  }
}

function liveFrom(widthMs: number): string {
  const seconds = Math.max(1, Math.round(widthMs / 1000))
  if (seconds % 3600 === 0) return `now-${seconds / 3600}h`
  return seconds % 60 === 0 ? `now-${seconds / 60}m` : `now-${seconds}s`
}
