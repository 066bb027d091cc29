'use client'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Connection, followStream } from './follow-stream'

/** When the stream was lost, while it is; and when and after how long it came back, once it has. Epoch ms. */
type Link = { connection: Connection; lostAt: number | null; back: { at: number; awayMs: number } | null }
type Live = Link & { paused: boolean; setPaused: (paused: boolean) => void }

const fresh: Link = { connection: 'connecting', lostAt: null, back: null }
const LiveContext = createContext<Live>({ ...fresh, paused: false, setPaused: () => {} })
export const useLive = (): Live => useContext(LiveContext)

/** One stream per tab, with its state for all who show it. Closed while hidden; polling while it is down; silent while paused. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [link, setLink] = useState(fresh)
  const [paused, setPaused] = useState(false)
  useEffect(() => {
    if (paused) return
    return followStream(client, (connection) => setLink((former) => nextLink(former, connection, Date.now())))
  }, [client, paused])
  const value = useMemo(() => ({ ...link, paused, setPaused }), [link, paused])
  return <LiveContext value={value}>{children}</LiveContext>
}

function nextLink(former: Link, connection: Connection, now: number): Link {
  if (connection === 'reconnecting') return { connection, lostAt: former.lostAt ?? now, back: null }
  const back = former.lostAt === null ? former.back : { at: now, awayMs: now - former.lostAt }
  return { connection, lostAt: null, back }
}
