import { cx } from './cx'

/** The place of something that is being loaded, in its real size. Comes after 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden data-skeleton="" className={cx('appear-late rounded-md bg-hover', className)} />
}
