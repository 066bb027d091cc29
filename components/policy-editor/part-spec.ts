import type { ReactNode } from 'react'
import type { Editor } from './editor-context'
import type { Path } from './set-at'

/** One field of a form: `key` is its path inside the part. */
export type FieldSpec = {
  key: Path
  label: string
  /** number: a number where what is typed is one; truth: yes or no. */
  kind: 'text' | 'number' | 'truth'
  unit?: string
  placeholder?: string
  /** What may be typed, offered as one types. */
  choices?: (editor: Editor) => readonly string[]
  isWide?: boolean
  /** Emptied it stays as an empty text, as it may not be left out. */
  isRequired?: boolean
}

/** One optional part of a rule, a match or the destination: what it begins with when it is added, and how it is edited. */
export type PartSpec = {
  key: string
  title: string
  note?: string
  /** The driver's feature that it takes. */
  feature: string
  begin: (editor: Editor) => unknown
  /** One field, whose own label says it all. */
  isPlain?: boolean
  form: (path: Path) => ReactNode
}
