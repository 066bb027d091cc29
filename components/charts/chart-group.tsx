'use client'
import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from 'react'

/** Epoch ms. `at`: the moment that all charts of a page point at; `selection`: what is being chosen on one of them. */
export type ChartCursor = { at: number | null; selection: readonly [from: number, to: number] | null }
type Cursor = { read: () => ChartCursor; set: (next: ChartCursor) => void; subscribe: (listener: () => void) => () => void }

type Group = {
  cursor: Cursor
  /** Makes a span the range of the page; null where charts keep their range. */
  zoom: ((from: number, to: number) => void) | null
  /** Exports say so. */
  isSimulated: boolean
}

export const noCursor: ChartCursor = { at: null, selection: null }
const GroupContext = createContext<Group | null>(null)

type Props = { zoom?: Group['zoom']; isSimulated?: boolean; children: ReactNode }

/** Charts inside point at the same moment, and a span chosen on one of them is chosen for all. */
export function ChartGroup({ zoom = null, isSimulated = false, children }: Props) {
  const [cursor] = useState(makeCursor)
  return <GroupContext value={{ cursor, zoom, isSimulated }}>{children}</GroupContext>
}

/** The group a chart stands in; one that stands alone is its own. */
export function useChartGroup(): Group {
  const [own] = useState((): Group => ({ cursor: makeCursor(), zoom: null, isSimulated: false }))
  return useContext(GroupContext) ?? own
}

export const useChartCursor = ({ cursor }: Group): ChartCursor => useSyncExternalStore(cursor.subscribe, cursor.read, () => noCursor)

function makeCursor(): Cursor {
  let now = noCursor
  const listeners = new Set<() => void>()
  return {
    read: () => now,
    set: (next) => {
      now = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
