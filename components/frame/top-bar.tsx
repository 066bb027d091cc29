'use client'
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { KeyHint } from '@/components/ui/key-hint'
import { asRoute } from './as-route'
import { Breadcrumb } from './breadcrumb'
import { Completeness } from './completeness'
import { LiveBadge } from './live-badge'
import { Mark } from './mark'
import { RangePicker } from './range-picker'
import { ThemeSwitch } from './theme-switch'

const ProblemsLink = dynamic(() => import('./problems-link').then((module) => module.ProblemsLink), { ssr: false })

/** 44 px: where one is at the left; range, freshness, completeness and the palette at the right. */
export function TopBar({ onPalette }: { onPalette: () => void }) {
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-line border-b px-4 max-sm:h-13">
      <Link prefetch={false} href={asRoute('/')} className="hidden items-center gap-2.5 text-15 font-semibold max-sm:flex">
        <Mark />
        Outrider
      </Link>
      <Breadcrumb />
      <div className="ml-auto flex items-center gap-1">
        <ProblemsLink />
        <RangePicker />
        <LiveBadge />
        <Completeness />
        <span aria-hidden className="mx-1 h-5 border-line border-l max-sm:hidden" />
        <button
          type="button"
          onClick={onPalette}
          aria-label="Search and commands"
          className="inline-flex h-7 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover max-sm:hidden"
        >
          <Search size={14} aria-hidden />
          <KeyHint>Ctrl K</KeyHint>
        </button>
        <ThemeSwitch />
      </div>
    </header>
  )
}
