'use client'
import * as RadixTooltip from 'radix-ui/tooltip'
import type { ReactNode } from 'react'

export const TooltipProvider = RadixTooltip.Provider

type Props = { text: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left'; children: ReactNode }

/** Wraps one element that takes a ref. Without text the element stands alone. */
export function Tooltip({ text, side = 'bottom', children }: Props) {
  if (text === undefined || text === null || text === '') return children
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="enter-fade z-60 max-w-80 break-words rounded-md border border-line-strong bg-raised px-2 py-1 text-12 text-text shadow-float"
        >
          {text}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  )
}
