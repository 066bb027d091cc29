'use client'
import { X } from 'lucide-react'
import * as Dialog from 'radix-ui/dialog'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button'

type Props = {
  open: boolean
  onClose: () => void
  title: ReactNode
  sub?: ReactNode
  /** Stands left of the close button: key hints. */
  headEnd?: ReactNode
  foot?: ReactNode
  /** A dirty sheet is not closed by a click beside it. */
  dirty?: boolean
  children: ReactNode
}

/** The right-hand sheet of 720 px in which things are steered; what stands left of it stays in sight. Sections inside: `SheetSection`. */
export function Sheet({ open, onClose, title, sub, headEnd, foot, dirty, children }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          data-sheet=""
          onOpenAutoFocus={focusTheSheet}
          onInteractOutside={(event) => dirty && event.preventDefault()}
          {...(sub ? {} : { 'aria-describedby': undefined })}
          className="enter-right fixed top-11 right-0 bottom-0 z-40 flex w-[720px] max-w-full flex-col border-line border-l bg-panel shadow-float outline-none max-sm:top-0"
        >
          <header className="flex min-h-[66px] items-start gap-3 border-line border-b px-5 py-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="break-words text-15 font-semibold">{title}</Dialog.Title>
              {sub && <Dialog.Description className="break-words text-12 text-muted">{sub}</Dialog.Description>}
            </div>
            {headEnd}
            <Dialog.Close asChild>
              <IconButton label="Close" icon={<X size={18} aria-hidden />} />
            </Dialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {foot && <footer className="flex h-14 shrink-0 items-center gap-2 border-line border-t px-5">{foot}</footer>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The sheet itself, so that its title is read first; not the close button, whose hint would open over it. */
function focusTheSheet(event: Event): void {
  event.preventDefault()
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
}
