'use client'
import { useEffect, useRef } from 'react'
import { isTyping } from '@/components/frame/use-shortcuts'

/** After `g` the next key goes to a page. */
const chordMs = 1000

/** Single keys of a canary's page; null: not now. None fires while typing, with a modifier, or while a dialog is open. */
export function useCanaryKeys(keys: Readonly<Record<string, (() => void) | null>>): void {
  const latest = useRef(keys)
  latest.current = keys
  const chordAt = useRef(0)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"]')) return
      if (event.key === 'g') {
        chordAt.current = Date.now()
        return
      }
      if (Date.now() - chordAt.current < chordMs) return
      const act = latest.current[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
