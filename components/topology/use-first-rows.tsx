'use client'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'

/** A page of more rows than this takes long to lay out, on a phone above all. */
const first = 200

/** The first rows of a long table, and the button that counts and shows the rest; null where there is none. */
export function useFirstRows<T>(rows: readonly T[], noun: string): { shown: readonly T[]; rest: ReactNode } {
  const [isAll, setAll] = useState(false)
  if (isAll || rows.length <= first) return { shown: rows, rest: null }
  return {
    shown: rows.slice(0, first),
    rest: (
      <p className="px-4 py-2 text-12 text-muted">
        {rows.length - first} more {noun}
        <Button variant="quiet" size="small" className="ml-2 text-accent" onClick={() => setAll(true)}>
          Show all {rows.length}
        </Button>
      </p>
    ),
  }
}
