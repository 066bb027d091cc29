'use client'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Clock } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { Menu } from '@/components/ui/menu'
import { changesQuery } from '@/lib/api/changes-queries'
import { compareOptions } from './compare-options'
import { useCompare } from './use-compare'
import { ranges, useRange } from './use-range'

/** The range of every number on the page, and with what window it is compared. An absolute range from the URL is shown as what it is. */
export function RangePicker() {
  const { from, to, label, setRange } = useRange()
  const [compare] = useQueryState('compare', parseAsString)
  const { show } = useCompare()
  // The page that shows changes has them already; opening a menu waits for nothing.
  const changes = useQuery({ ...changesQuery({ limit: 200 }), enabled: false }).data?.changes ?? []
  const isKnown = to === 'now' && ranges.some((range) => range.from === from)
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`Time range: ${label}`}
          className="inline-flex h-7 shrink-0 items-center gap-2 whitespace-nowrap rounded-md border border-transparent px-2.5 text-12 font-medium text-muted hover:bg-hover max-sm:hidden"
        >
          <Clock size={14} aria-hidden />
          {label}
          <ChevronDown size={14} aria-hidden className="text-faint" />
        </button>
      }
      items={[
        ...ranges.map((range) => ({
          kind: 'check' as const,
          label: range.label,
          checked: isKnown && range.from === from,
          closes: true,
          onChange: () => void setRange({ from: range.from }),
        })),
        ...(isKnown ? [] : [{ kind: 'check' as const, label, checked: true, closes: true, onChange: () => {} }]),
        { kind: 'line' as const },
        { kind: 'title' as const, label: 'Compare the mesh with' },
        ...compareOptions(changes).map(({ value, label: words }) => ({
          kind: 'check' as const,
          label: words,
          checked: compare === value,
          closes: true,
          onChange: () => show(compare === value ? null : value),
        })),
      ]}
    />
  )
}
