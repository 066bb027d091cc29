'use client'
import { useQueryClient } from '@tanstack/react-query'
import { CircleCheck, Unplug } from 'lucide-react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { useNow } from '@/components/ui/use-now'
import { formatAge, formatMoment } from '@/lib/mesh/format-time'
import { useLive } from './live'

/** A hiccup is not worth a line that moves the page. */
const tellAfterMs = 3000
const tellBackForMs = 8000

/** That this browser hears nothing from Outrider, since when, and what that means; and for a moment that it does again. */
export function ConnectionBanner() {
  const client = useQueryClient()
  const { lostAt, back, paused } = useLive()
  const now = useNow()
  if (now === null || paused) return null
  if (lostAt !== null && now - lostAt >= tellAfterMs) {
    return (
      <Banner
        tone="warn"
        live
        icon={<Unplug size={16} aria-hidden className="text-warn" />}
        actions={<Button onClick={() => void client.invalidateQueries()}>Try now</Button>}
      >
        <strong>No connection to Outrider</strong> since {formatMoment(lostAt, now)}. What stands here is the last answer; the mesh runs on
        without it. This page tries again by itself.
      </Banner>
    )
  }
  if (back !== null && back.awayMs >= tellAfterMs && now - back.at < tellBackForMs) {
    return (
      <Banner live icon={<CircleCheck size={16} aria-hidden className="text-ok" />}>
        <strong>The connection is back</strong> after {formatAge(back.awayMs)}; everything on this page was read anew.
      </Banner>
    )
  }
  return null
}
