import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { ScrollBox } from './scroll-box'

type TableProps = ComponentProps<'table'> & {
  /** For screen readers; shown nowhere. */
  label: string
  /** `panel`: rows of 26 and no padding at the sides; `page`: rows of 32, first and last cell flush with the page's padding of 24. */
  size?: 'page' | 'panel'
}

/** Header sticky, 12 px faint in lower case; numbers right (`numeric`); no zebra. Scrolls sideways in itself where it must. */
export function Table({ label, size = 'page', className, children, ...rest }: TableProps) {
  return (
    <ScrollBox label={label}>
      <table
        {...rest}
        aria-label={label}
        className={cx(
          'w-full border-collapse text-12',
          size === 'page'
            ? '[&_td]:h-8 [&_th]:h-8 [&_td]:px-3 [&_th]:px-3 [&_td:first-child]:pl-6 [&_th:first-child]:pl-6 [&_td:last-child]:pr-6 [&_th:last-child]:pr-6 max-sm:[&_td:first-child]:pl-4 max-sm:[&_th:first-child]:pl-4'
            : '[&_td]:h-[26px] [&_th]:h-[26px] [&_td]:px-1.5 [&_th]:px-1.5 [&_td:first-child]:pl-0 [&_th:first-child]:pl-0 [&_td:last-child]:pr-0 [&_th:last-child]:pr-0',
          className,
        )}
      >
        {children}
      </table>
    </ScrollBox>
  )
}

type HeadProps = ComponentProps<'th'> & {
  numeric?: boolean
  /** null: sortable, not sorted by this column. */
  sort?: 'up' | 'down' | null | undefined
  onSort?: (() => void) | undefined
  children?: ReactNode
}

/** A column's head; a button where the column can be sorted. */
export function TableHead({ numeric, sort, onSort, className, children, ...rest }: HeadProps) {
  const arrow = sort === 'up' ? <ArrowUp size={12} aria-hidden /> : sort === 'down' ? <ArrowDown size={12} aria-hidden /> : null
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={sort === 'up' ? 'ascending' : sort === 'down' ? 'descending' : undefined}
      className={cx(
        'sticky top-0 z-1 whitespace-nowrap border-line border-b bg-inherit font-normal text-faint',
        numeric ? 'text-right' : 'text-left',
        className,
      )}
    >
      {onSort ? (
        <button type="button" onClick={onSort} className={cx('inline-flex items-center gap-1 hover:text-text', sort && 'text-text')}>
          {children}
          {arrow}
        </button>
      ) : (
        children
      )}
    </th>
  )
}

type RowProps = ComponentProps<'tr'> & { tone?: 'warn' | 'bad' | 'fault' | 'selected' | undefined }
const tones = { warn: 'bg-warn-tint', bad: 'bg-bad-tint', fault: 'bg-fault-tint', selected: 'bg-accent-tint' }

/** A row; with `onClick` the whole row acts, and a real link inside must do the same for keyboards. */
export function TableRow({ tone, className, ...rest }: RowProps) {
  return (
    <tr
      {...rest}
      className={cx(
        'border-line border-b last:border-b-0',
        tone ? tones[tone] : 'hover:bg-hover',
        rest.onClick && 'cursor-pointer',
        className,
      )}
    />
  )
}

export function TableCell({ numeric, className, ...rest }: ComponentProps<'td'> & { numeric?: boolean }) {
  return <td {...rest} className={cx(numeric ? 'whitespace-nowrap text-right' : 'text-left', className)} />
}
