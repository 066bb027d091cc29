'use client'
import { type PointerEvent, useRef } from 'react'
import { noCursor, type useChartGroup } from './chart-group'

type Group = ReturnType<typeof useChartGroup>

/** A press that moved less is a click. */
const leastDragPx = 6

/** Makes a span, whichever end came first, the page's range, where charts may do that. */
export function zoomTo({ cursor, zoom }: Group, [start, end]: readonly [number, number]): void {
  cursor.set(noCursor)
  if (zoom && start !== end) zoom(Math.min(start, end), Math.max(start, end))
}

/** Pointer events of the plot of [from, to]: the crosshair follows, a drag chooses a span, a click picks a moment. */
export function useDrag(group: Group, from: number, to: number, onClick?: (at: number) => void) {
  const start = useRef<{ x: number; at: number } | null>(null)
  const timeOf = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return from + Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width))) * (to - from)
  }
  const isDrag = (event: PointerEvent<HTMLElement>, begun: { x: number }): boolean =>
    group.zoom !== null && Math.abs(event.clientX - begun.x) >= leastDragPx
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      start.current = { x: event.clientX, at: timeOf(event) }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const at = timeOf(event)
      const begun = start.current
      group.cursor.set({ at, selection: begun && isDrag(event, begun) ? [begun.at, at] : null })
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const begun = start.current
      start.current = null
      if (!begun) return
      if (isDrag(event, begun)) zoomTo(group, [begun.at, timeOf(event)])
      else onClick?.(timeOf(event))
    },
    onPointerCancel: () => {
      start.current = null
      group.cursor.set(noCursor)
    },
    onPointerLeave: () => {
      if (!start.current) group.cursor.set(noCursor)
    },
  }
}
