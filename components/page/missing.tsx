import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { MissingDrawing } from './missing-drawing'

type Props = {
  title: string
  /** Why it may be so, in a sentence or two. */
  children: ReactNode
  /** Where to look instead: the words say what is there. */
  href: Route
  words: string
}

/** Something an address names and Outrider does not know: what was looked for, why it may be gone, one way on. */
export function Missing({ title, children, href, words }: Props) {
  return (
    <EmptyState
      drawing={<MissingDrawing />}
      title={title}
      level={1}
      action={
        <Button asChild size="large">
          <Link href={href}>{words}</Link>
        </Button>
      }
    >
      {children}
    </EmptyState>
  )
}
