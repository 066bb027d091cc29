'use client'
import { useEffect } from 'react'
import { displayName } from '@/lib/mesh/display-name'

/** Names the browser's tab after what the page shows, once that is known; null leaves the name that the route gave it. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = `${displayName(title)} · Outrider`
  }, [title])
}
