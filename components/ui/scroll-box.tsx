'use client'
import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Scrolls sideways in itself where it must; a stop for the keyboard only then. Holds what is placed absolutely inside it. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLElement>(null)
  const [isScrolling, setIsScrolling] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setIsScrolling(element.scrollWidth > element.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  const stop = isScrolling ? { tabIndex: 0, 'aria-label': `${label}, scrolls sideways` } : {}
  return (
    <section ref={box} {...stop} className="relative overflow-x-auto">
      {children}
    </section>
  )
}
