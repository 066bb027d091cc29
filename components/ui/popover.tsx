'use client'
import * as RadixPopover from 'radix-ui/popover'
import type { ReactNode } from 'react'

type Props = { trigger: ReactNode; label: string; align?: 'start' | 'center' | 'end'; children: ReactNode }

/** A small page on a button. `trigger` is one element that takes a ref. */
export function Popover({ trigger, label, align = 'end', children }: Props) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="enter-fade z-60 max-h-[70vh] w-90 max-w-[calc(100vw-16px)] overflow-y-auto rounded-md border border-line-strong bg-raised p-3 text-12 shadow-float"
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  )
}
