'use client'
import { useCallback, useEffect, useRef, useState } from 'react'

const leastMs = 1000

/**
 * A value that changes at most once a second and not while a hand is on the graph. A new `subject` (another view, another focus) shows at once.
 * Answers the shown value and the way to say that a hand is on it.
 */
export function useCalm<T>(value: T, subject: string): { shown: T; setBusy: (busy: boolean) => void } {
  const [shown, setShown] = useState({ value, subject })
  const latest = useRef({ value, subject })
  const busy = useRef(false)
  const appliedAt = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  latest.current = { value, subject }

  const apply = useCallback(() => {
    timer.current = null
    if (busy.current) return
    appliedAt.current = performance.now()
    setShown((former) => (former.value === latest.current.value && former.subject === latest.current.subject ? former : latest.current))
  }, [])
  useEffect(() => {
    if (busy.current || timer.current) return
    if (appliedAt.current === 0 && value !== undefined) {
      apply()
      return
    }
    timer.current = setTimeout(apply, Math.max(0, leastMs - (performance.now() - appliedAt.current)))
  }, [value, apply])
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  const setBusy = useCallback(
    (isBusy: boolean) => {
      busy.current = isBusy
      if (!isBusy) apply()
    },
    [apply],
  )
  return { shown: shown.subject === subject ? shown.value : value, setBusy }
}
