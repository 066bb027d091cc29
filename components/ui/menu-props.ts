import type { ReactNode } from 'react'

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
