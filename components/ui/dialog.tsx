'use client'
import { X } from 'lucide-react'
import * as RadixDialog from 'radix-ui/dialog'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button'

type Props = {
  open: boolean
  onClose: () => void
  title: ReactNode
  sub?: ReactNode
  foot?: ReactNode
  dirty?: boolean
  children?: ReactNode
}

/** A question in the middle of the page, 560 px. The acting button stands at the right end of `foot`, named by its effect. */
export function Dialog({ open, onClose, title, sub, foot, dirty, children }: Props) {
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="enter-fade fixed inset-0 z-50 bg-[#000]/40" />
        <RadixDialog.Content
          onInteractOutside={(event) => dirty && event.preventDefault()}
          {...(sub ? {} : { 'aria-describedby': undefined })}
          className="enter-fade fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] w-[560px] max-w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border border-line-strong bg-raised shadow-float outline-none"
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1">
              <RadixDialog.Title className="break-words text-15 font-semibold">{title}</RadixDialog.Title>
              {sub && <RadixDialog.Description className="mt-1 break-words text-13 text-muted">{sub}</RadixDialog.Description>}
            </div>
            <RadixDialog.Close asChild>
              <IconButton label="Close" icon={<X size={18} aria-hidden />} />
            </RadixDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div>
          {foot && <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-5 py-3">{foot}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}
