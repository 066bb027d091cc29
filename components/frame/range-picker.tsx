'use client'
import { Clock } from 'lucide-react'
import { Choice } from '@/components/ui/choice'
import { ranges, useRange } from './use-range'

/** The range of every number on the page. An absolute range from the URL is shown as what it is. */
export function RangePicker() {
  const { from, to, label, setRange } = useRange()
  const value = to === 'now' && ranges.some((range) => range.from === from) ? from : 'absolute'
  const options = [
    ...ranges.map((range) => ({ value: range.from as string, label: range.label })),
    ...(value === 'absolute' ? [{ value: 'absolute', label }] : []),
  ]
  return (
    <Choice
      label="Time range"
      value={value}
      options={options}
      onChange={(next) => next !== 'absolute' && setRange({ from: next })}
      icon={<Clock size={14} aria-hidden />}
      isQuiet
      className="max-sm:hidden"
    />
  )
}
