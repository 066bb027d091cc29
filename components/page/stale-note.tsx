'use client'
import { useLive } from '@/components/frame/live'
import { Button } from '@/components/ui/button'
import { useNow } from '@/components/ui/use-now'
import { formatAge } from '@/lib/mesh/format-time'

/** Above numbers that could not be read anew: how old they are, why, and a way to try. */
export function StaleNote({ at, message, onRetry }: { at: number; message: string; onRetry: () => void }) {
  const now = useNow()
  // Without a connection the banner above every page says it once for all.
  if (useLive().lostAt !== null) return null
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 border-line border-b bg-warn-tint px-6 py-2 text-12 max-sm:px-4">
      <span className="min-w-0 flex-1 break-words">
        <strong className="font-semibold">Stale{now === null ? '' : ` ${formatAge(now - at)}`}.</strong> What stands below is the last
        answer. {message}
      </span>
      <Button size="small" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
