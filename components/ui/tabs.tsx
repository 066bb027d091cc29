'use client'
import * as RadixTabs from 'radix-ui/tabs'
import type { ReactNode } from 'react'

export type Tab<T extends string> = { value: T; label: string; count?: ReactNode; content: ReactNode }
type Props<T extends string> = { label: string; value: T; onChange: (value: T) => void; tabs: readonly Tab<T>[]; listClassName?: string }

export function Tabs<T extends string>({ label, value, onChange, tabs, listClassName }: Props<T>) {
  const choose = (next: string) => {
    const tab = tabs.find((each) => each.value === next)
    if (tab) onChange(tab.value)
  }
  return (
    <RadixTabs.Root value={value} onValueChange={choose}>
      <RadixTabs.List aria-label={label} className={`flex gap-5 overflow-x-auto border-line border-b ${listClassName ?? ''}`}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 text-13 font-medium text-muted hover:text-text focus-visible:-outline-offset-2 data-[state=active]:border-text data-[state=active]:text-text"
          >
            {tab.label}
            {tab.count !== undefined && <span className="text-12 text-faint">{tab.count}</span>}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.value} value={tab.value} className="outline-offset-[-2px]">
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}
