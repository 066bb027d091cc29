'use client'
import { Check } from 'lucide-react'
import * as Dropdown from 'radix-ui/dropdown-menu'
import { cx } from './cx'
import type { MenuItem, MenuProps } from './menu-props'

const row =
  'relative flex min-h-7 select-none items-center gap-2 rounded-sm py-1 pr-3 text-12 outline-none data-highlighted:bg-hover data-highlighted:shadow-[inset_2px_0_0_var(--accent)]'

/** Loaded by `Menu` when it is first used; opens by itself. */
export default function MenuParts({ trigger, items, align = 'start' }: MenuProps) {
  return (
    <Dropdown.Root defaultOpen>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="enter-fade z-60 min-w-44 max-w-80 rounded-md border border-line-strong bg-raised p-1 shadow-float"
        >
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a menu keep their order while it is open
            <MenuRow key={index} item={item} />
          ))}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  )
}

function MenuRow({ item }: { item: MenuItem }) {
  if (item.kind === 'line') return <Dropdown.Separator className="my-1 h-px bg-line" />
  if (item.kind === 'title') return <Dropdown.Label className="px-2 py-1 text-12 text-faint">{item.label}</Dropdown.Label>
  if (item.kind === 'check') {
    return (
      <Dropdown.CheckboxItem
        checked={item.checked}
        onCheckedChange={item.onChange}
        onSelect={(event) => !item.closes && event.preventDefault()}
        className={cx(row, 'pl-7')}
      >
        <Dropdown.ItemIndicator className="absolute left-2">
          <Check size={14} aria-hidden />
        </Dropdown.ItemIndicator>
        <span className="flex-1">{item.label}</span>
        {item.hint && <span className="text-faint">{item.hint}</span>}
      </Dropdown.CheckboxItem>
    )
  }
  const { disabledReason } = item
  return (
    <Dropdown.Item
      aria-disabled={disabledReason ? true : undefined}
      onSelect={(event) => (disabledReason ? event.preventDefault() : item.onSelect())}
      className={cx(row, 'pl-2', item.danger && 'text-bad', disabledReason && 'text-faint')}
    >
      {item.icon}
      <span className="flex-1">
        {item.label}
        {disabledReason && <span className="block text-faint">{disabledReason}</span>}
      </span>
      {item.hint && <span className="text-faint">{item.hint}</span>}
    </Dropdown.Item>
  )
}
