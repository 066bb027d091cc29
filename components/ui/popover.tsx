'use client'
import { lazy, type ReactNode } from 'react'
import { OnFirstUse } from './on-first-use'

export type PopoverProps = { trigger: ReactNode; label: string; align?: 'start' | 'center' | 'end'; children: ReactNode }

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
