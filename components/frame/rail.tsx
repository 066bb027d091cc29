'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from '@/components/ui/cx'
import { asRoute } from './as-route'
import { Mark } from './mark'
import { isCurrent, mainPages, type Page, settingsPage } from './pages'
import { type PageCount, useFrameCounts } from './use-frame-counts'

/** 208 px; 52 with icons alone while a sheet is open, or a graph of many nodes. */
export function Rail() {
  const pathname = usePathname()
  const counts = useFrameCounts()
  return (
    <nav
      aria-label="Pages"
      className="flex w-52 shrink-0 flex-col border-line border-r px-2 py-2 transition-[width] duration-160 with-sheet:w-13 max-lg:w-13 max-sm:hidden"
    >
      <Link prefetch={false} href={asRoute('/')} className="mb-3 flex h-7 items-center gap-2.5 px-2 text-15 font-semibold">
        <Mark />
        <span className="with-sheet:sr-only max-lg:sr-only">Outrider</span>
      </Link>
      <ul className="flex flex-col gap-px">
        {mainPages.map((page) => (
          <RailItem key={page.path} page={page} current={isCurrent(page, pathname)} count={counts[page.path]} />
        ))}
      </ul>
      <ul className="mt-auto">
        <RailItem page={settingsPage} current={isCurrent(settingsPage, pathname)} count={undefined} />
      </ul>
    </nav>
  )
}

const tones = { faint: 'text-faint', warn: 'text-warn', bad: 'text-bad', fault: 'text-fault', canary: 'text-canary' }
const dots = { faint: 'hidden', warn: 'bg-warn-mark', bad: 'bg-bad-mark', fault: 'bg-fault', canary: 'bg-canary' }

function RailItem({ page, current, count }: { page: Page; current: boolean; count: PageCount | undefined }) {
  const Icon = page.icon
  const inside = (
    <>
      <span className="relative">
        <Icon size={16} aria-hidden className={current ? 'text-text' : 'text-muted'} />
        {count && (
          <span
            aria-hidden
            className={cx('absolute -top-1 -right-1 hidden size-1.5 rounded-[9px] with-sheet:block max-lg:block', dots[count.tone])}
          />
        )}
      </span>
      <span className="flex-1 with-sheet:sr-only max-lg:sr-only">{page.name}</span>
      {count && (
        <span className={cx('text-12 with-sheet:sr-only max-lg:sr-only', tones[count.tone])}>
          {count.count}
          <span className="sr-only">{count.tone === 'faint' ? ' in all' : count.tone === 'canary' ? ' running' : ' to look at'}</span>
        </span>
      )}
    </>
  )
  const looks = cx(
    'flex h-[30px] w-full items-center gap-2.5 text-left rounded-md px-2 text-13 transition-colors duration-120',
    current ? 'bg-hover font-semibold text-text' : 'text-muted hover:bg-hover hover:text-text',
  )
  return (
    <li>
      <Link prefetch={false} href={asRoute(page.path)} aria-current={current ? 'page' : undefined} className={looks}>
        {inside}
      </Link>
    </li>
  )
}
