'use client'
import type { ComponentProps } from 'react'
import { isAnswerLost } from '@/lib/api/is-answer-lost'
import { QueryError } from './query-error'

type Props = Omit<ComponentProps<typeof QueryError>, 'size'> & {
  /** What of the person's work is still there, whatever came of it. */
  kept?: string
}

/** A failed write: where its answer was lost nobody knows whether it was done, and that is what is said instead of `title` and `unchanged`. */
export function WriteError({ title, unchanged, kept, ...rest }: Props) {
  const isLost = isAnswerLost(rest.error)
  const words = [isLost ? 'It may have been: look before you do it again.' : unchanged, kept].filter((each) => each !== undefined)
  return (
    <QueryError
      size="inline"
      {...rest}
      title={isLost ? 'It is not known whether this was done' : title}
      {...(words.length > 0 && { unchanged: words.join(' ') })}
    />
  )
}
