'use client'
import * as RadixPopover from 'radix-ui/popover'
import type { PopoverProps } from './popover-props'

/** Loaded by `Popover` when it is first used; opens by itself. */
export default function PopoverParts({ trigger, label, align = 'end', children }: PopoverProps) {
  return (
    <RadixPopover.Root defaultOpen>
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
