'use client'
import { createContext, useContext } from 'react'
import type { TextProblem } from '@/lib/api/policy/read-policy-text'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Path } from './set-at'

/** What the parts of a form need: the document, how to change it, what is wrong where, and what may be chosen. */
export type Editor = {
  value: unknown
  set: (path: Path, next: unknown) => void
  problems: readonly TextProblem[]
  protocol: Protocol
  versions: readonly string[]
  /** Services and gateways, and their versions where there are several. */
  callers: readonly string[]
  /** Why the driver cannot do a feature; null where it can. */
  whyNot: (feature: string) => string | null
}

export const EditorContext = createContext<Editor | null>(null)

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('a part of the form stands outside the editor')
  return editor
}
