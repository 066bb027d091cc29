'use client'
import { lazy, type ReactNode } from 'react'
import { OnFirstUse } from './on-first-use'

export type MenuItem =
  | {
      kind?: 'action'
      label: ReactNode
      icon?: ReactNode
      hint?: string
      disabledReason?: string | undefined
      danger?: boolean
      onSelect: () => void
    }
  | { kind: 'check'; label: ReactNode; hint?: string; checked: boolean; closes?: boolean; onChange: (checked: boolean) => void }
  | { kind: 'title'; label: string }
  | { kind: 'line' }
export type MenuProps = { trigger: ReactNode; items: readonly MenuItem[]; align?: 'start' | 'end' }

const load = () => import('./menu-parts')
const MenuParts = lazy(load)

/** A menu on a button. `trigger` is one element that takes a ref. Check items keep the menu open unless they say that they close it. */
export function Menu(props: MenuProps) {
  return (
    <OnFirstUse trigger={props.trigger} popup="menu" load={load}>
      <MenuParts {...props} />
    </OnFirstUse>
  )
}
