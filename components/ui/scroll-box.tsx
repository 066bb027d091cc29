'use client'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

/**
 * Scrolls sideways in itself where it must; a stop for the keyboard only then, and a sign at its right edge as long as more stands there. Holds what is placed
 * absolutely inside it.
 */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLElement>(null)
  const [isScrolling, setIsScrolling] = useState(false)
  const [hasMore, setHasMore] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      setIsScrolling(element.scrollWidth > element.clientWidth)
      // Widths are whole pixels, the place scrolled to is not.
      setHasMore(element.scrollWidth - element.clientWidth - element.scrollLeft > 1)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
  const stop = isScrolling ? { tabIndex: 0, 'aria-label': `${label}, scrolls sideways` } : {}
  return (
    <div className="relative min-w-0">
      <section ref={box} {...stop} className="relative overflow-x-auto">
        {children}
      </section>
      {hasMore && (
        <span
          aria-hidden
          data-more
          className="pointer-events-none absolute inset-y-0 right-0 z-2 flex w-8 items-start justify-end bg-linear-to-l from-text/20 to-transparent pt-2 text-text"
        >
          <ChevronRight size={16} />
        </span>
      )}
    </div>
  )
}
