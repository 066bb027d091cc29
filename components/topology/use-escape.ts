'use client'
import { useEffect } from 'react'
import { isTyping } from '@/components/frame/use-shortcuts'

/** Escape closes what is open on the page, unless a dialog or a field has the key. */
export function useEscape(close: () => void, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return
    const onKeyDown = (event: KeyboardEvent) => {
      // A dialog that the key has just closed says so by this.
      if (event.defaultPrevented) return
      if (event.key === 'Escape' && !isTyping(event.target) && !document.querySelector('[role="dialog"], [role="menu"]')) close()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [close, isOpen])
}
