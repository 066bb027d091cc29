'use client'
import { lazy } from 'react'
import { OnFirstUse } from './on-first-use'
import type { PopoverProps } from './popover-props'

const load = () => import('./popover-parts')
const PopoverParts = lazy(load)

/** A small page on a button. `trigger` is one element that takes a ref. */
export function Popover(props: PopoverProps) {
  return (
    <OnFirstUse trigger={props.trigger} popup="dialog" load={load}>
      <PopoverParts {...props} />
    </OnFirstUse>
  )
}
