'use client'
import { lazy } from 'react'
import type { MenuProps } from './menu-props'
import { OnFirstUse } from './on-first-use'

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
