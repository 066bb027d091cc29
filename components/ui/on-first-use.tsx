'use client'
import * as Slot from 'radix-ui/slot'
import { type ReactNode, Suspense, useState } from 'react'

type Props = {
  trigger: ReactNode
  popup: 'menu' | 'dialog'
  load: () => Promise<unknown> /** Holds the same trigger and opens by itself. */
  children: ReactNode
}

/** The trigger alone until it is first used: what opens is loaded then, at the latest; a pointer or the focus on it begins to load. */
export function OnFirstUse({ trigger, popup, load, children }: Props) {
  const [isWanted, setIsWanted] = useState(false)
  const begin = () => void load()
  const bare = (
    <Slot.Root aria-haspopup={popup} aria-expanded={false} onPointerEnter={begin} onFocus={begin} onClick={() => setIsWanted(true)}>
      {trigger}
    </Slot.Root>
  )
  return isWanted ? <Suspense fallback={bare}>{children}</Suspense> : bare
}
