'use client'
import { useEffect, useRef } from 'react'
import type { GraphHandle } from '../graph-canvas'

/** Bottom right, above 60 nodes. For the mouse alone: by keyboard the graph is walked, and the camera follows. */
export function MinimapBox({ graph }: { graph: React.RefObject<GraphHandle | null> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    // The graph's own canvas comes with its library, perhaps later than this.
    let release: (() => void) | null = null
    const attach = () => {
      release = graph.current?.attachMinimap(element) ?? null
      if (release === null) waiting = requestAnimationFrame(attach)
    }
    let waiting = requestAnimationFrame(attach)
    return () => {
      cancelAnimationFrame(waiting)
      release?.()
    }
  }, [graph])
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-minimap=""
      title="The whole graph: click or drag to move what is in sight"
      className="h-24 w-48 cursor-pointer touch-none rounded-md border border-line bg-panel max-sm:hidden"
    />
  )
}
