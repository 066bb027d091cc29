import type { ReactNode } from 'react'

export type PopoverProps = { trigger: ReactNode; label: string; align?: 'start' | 'center' | 'end'; children: ReactNode }
