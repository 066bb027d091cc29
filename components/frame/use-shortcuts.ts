'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { asRoute } from './as-route'
import { useLive } from './live'
import { mainPages } from './pages'
import { ranges, useRange } from './use-range'

const chordMs = 1000

/** The frame's keys. None fires while typing, with a modifier (but Ctrl-K), or while a dialog is open. */
export function useShortcuts(onPalette: () => void, onKeys: () => void): void {
  const router = useRouter()
  const { paused, setPaused } = useLive()
  const { from, setRange } = useRange()
  const chordAt = useRef(0)
  useEffect(() => {
    const go = (key: string): boolean => {
      const page = mainPages.find((each) => each.key === key)
      if (page) router.push(asRoute(page.path))
      return page !== undefined
    }
    const single: Record<string, () => void> = {
      '?': onKeys,
      '/': () => document.querySelector<HTMLInputElement>('[data-find]')?.focus(),
      '.': () => setPaused(!paused),
      '[': () => stepRange(-1),
      ']': () => stepRange(1),
      g: () => {
        chordAt.current = Date.now()
      },
    }
    const stepRange = (by: number) => {
      const index = ranges.findIndex((range) => range.from === from)
      const next = ranges[index + by]
      if (index >= 0 && next) void setRange({ from: next.from })
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        onPalette()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"]')) return
      if (Date.now() - chordAt.current < chordMs) {
        chordAt.current = 0
        if (go(event.key)) event.preventDefault()
        return
      }
      const act = single[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [router, paused, setPaused, from, setRange, onPalette, onKeys])
}

/** Whether the keys belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
