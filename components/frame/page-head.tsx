import type { ReactNode } from 'react'

type Props = { title: ReactNode; mark?: ReactNode; sub?: ReactNode; aside?: ReactNode; actions?: ReactNode; children?: ReactNode }

/** Title 20/600 with its status (`mark`) and one sentence (`aside` beside it, `sub` under it); actions at the right; `children` below, e.g. tabs. */
export function PageHead({ title, mark, sub, aside, actions, children }: Props) {
  return (
    <header className="border-line border-b px-6 pt-4 max-sm:px-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 pb-3">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 break-words text-20 font-semibold">{title}</h1>
            {mark}
            {aside && <span className="text-13 text-muted">{aside}</span>}
          </div>
          {sub && <p className="break-words text-12 text-muted">{sub}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 max-sm:w-full">{actions}</div>}
      </div>
      {children}
    </header>
  )
}
