'use client'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'

export type TooltipSide = 'top' | 'right' | 'bottom' | 'left'
type Props = { id: string; anchor: HTMLElement; side: TooltipSide; onEnter: () => void; onLeave: () => void; children: ReactNode }

const gapPx = 6
const marginPx = 8
const opposite: Record<TooltipSide, TooltipSide> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' }

/** The words beside what they are about: at the wished side where there is room, else at the other, always inside the window. */
export function TooltipBubble({ id, anchor, side, onEnter, onLeave, children }: Props) {
  const bubble = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = bubble.current
    if (!element) return
    const { x, y } = placeBeside(
      anchor.getBoundingClientRect(),
      element.getBoundingClientRect(),
      side,
      window.innerWidth,
      window.innerHeight,
    )
    element.style.left = `${Math.round(x)}px`
    element.style.top = `${Math.round(y)}px`
  })
  return createPortal(
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      className="enter-fade pointer-events-auto fixed top-0 left-0 z-60 w-max max-w-80 break-words rounded-md border border-line-strong bg-raised px-2 py-1 text-12 text-text shadow-float"
    >
      {children}
    </div>,
    document.body,
  )
}

type Rectangle = { left: number; top: number; width: number; height: number }

/** The top left corner of the bubble, in the window's pixels. */
export function placeBeside(anchor: Rectangle, bubble: Rectangle, side: TooltipSide, windowWidth: number, windowHeight: number) {
  const { width, height } = bubble
  const at = (where: TooltipSide) => {
    const x = anchor.left + (anchor.width - width) / 2
    const y = anchor.top + (anchor.height - height) / 2
    if (where === 'top') return { x, y: anchor.top - height - gapPx }
    if (where === 'bottom') return { x, y: anchor.top + anchor.height + gapPx }
    if (where === 'left') return { x: anchor.left - width - gapPx, y }
    return { x: anchor.left + anchor.width + gapPx, y }
  }
  const fits = ({ x, y }: { x: number; y: number }, where: TooltipSide) =>
    where === 'top' || where === 'bottom'
      ? y >= marginPx && y + height <= windowHeight - marginPx
      : x >= marginPx && x + width <= windowWidth - marginPx
  const wished = at(side)
  const { x, y } = fits(wished, side) || !fits(at(opposite[side]), opposite[side]) ? wished : at(opposite[side])
  return {
    x: Math.max(marginPx, Math.min(x, windowWidth - width - marginPx)),
    y: Math.max(marginPx, Math.min(y, windowHeight - height - marginPx)),
  }
}
