import type { CSSProperties, ReactNode } from 'react'

type Props = { label: string; className: string; style?: CSSProperties; children: ReactNode }

/** Content that scrolls in itself, always a stop for the keyboard; where only some of it may scroll sideways take `ScrollBox`. */
export function ScrollRegion({ label, className, style, children }: Props) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      style={style}
      className={className}
    >
      {children}
    </section>
  )
}
