'use client'
import { useEffect, useState } from 'react'

/** The time, every `stepMs`; null until mounted, so that the server's page and the browser's first one agree. */
export function useNow(stepMs = 1000): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), stepMs)
    return () => clearInterval(timer)
  }, [stepMs])
  return now
}
