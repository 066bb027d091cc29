'use client'
import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { toPath } from '@/lib/api/client'
import { servicesQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { asRoute } from './as-route'
import { mainPages, settingsPage } from './pages'
import { ranges, useRange } from './use-range'

const groupLooks =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-faint'

/** Ctrl-K: services, pages, ranges, actions. */
export default function Palette({ open, onClose, onKeys }: { open: boolean; onClose: () => void; onKeys: () => void }) {
  const router = useRouter()
  const { setRange } = useRange()
  const { resolvedTheme, setTheme } = useTheme()
  const services = useQuery({ ...servicesQuery(), enabled: open }).data?.services ?? []
  const act = (work: () => void) => () => {
    onClose()
    work()
  }
  return (
    <Command.Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      label="Search and commands"
      overlayClassName="fixed inset-0 z-50 bg-[#000]/40"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[560px] max-w-[calc(100vw-24px)] -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float"
    >
      <Command.Input
        placeholder="Service, page, range or action"
        className="h-11 w-full border-line border-b bg-transparent px-4 text-13 outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-13 text-muted">Nothing has that name.</Command.Empty>
        <Command.Group heading="Services" className={groupLooks}>
          {services.map((service) => (
            <Item
              key={service.name}
              value={`service ${service.name}`}
              onSelect={act(() => router.push(asRoute(`/services/${toPath(service.name)}`)))}
            >
              {displayName(service.name)} <span className="text-faint">{service.health}</span>
            </Item>
          ))}
          {services.map((service) => (
            <Item
              key={service.name}
              value={`show in topology ${service.name}`}
              onSelect={act(() => router.push(asRoute(`/?selected=${encodeURIComponent(service.name)}`)))}
            >
              Show {displayName(service.name)} in the topology
            </Item>
          ))}
        </Command.Group>
        <Command.Group heading="Pages" className={groupLooks}>
          {[...mainPages, settingsPage].map((page) => (
            <Item key={page.path} value={`page ${page.name}`} onSelect={act(() => router.push(asRoute(page.path)))}>
              {page.name}
            </Item>
          ))}
        </Command.Group>
        <Command.Group heading="Range" className={groupLooks}>
          {ranges.map((range) => (
            <Item key={range.from} value={`range ${range.label}`} onSelect={act(() => void setRange({ from: range.from }))}>
              {range.label}
            </Item>
          ))}
        </Command.Group>
        <Command.Group heading="Actions" className={groupLooks}>
          <Item value="start canary" onSelect={act(() => router.push(asRoute('/canaries?new=any')))}>
            Start a canary…
          </Item>
          <Item value="theme light dark" onSelect={act(() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark'))}>
            Switch to the {resolvedTheme === 'dark' ? 'light' : 'dark'} theme
          </Item>
          <Item value="keys shortcuts help" onSelect={act(onKeys)}>
            Show all keys
          </Item>
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  )
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-8 items-center gap-2 rounded-sm px-2 text-13 data-[selected=true]:bg-hover data-[selected=true]:shadow-[inset_2px_0_0_var(--accent)]"
    >
      {children}
    </Command.Item>
  )
}
