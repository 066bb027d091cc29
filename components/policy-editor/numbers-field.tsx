'use client'
import { useState } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toPath } from '@/lib/api/contracts/contract'
import { useEditor } from './editor-context'
import { isSame, type Path, valueAt } from './set-at'

type Props = { path: Path; label: string; placeholder: string }

/** A list of numbers on one line. The line stays as it is written while it says what the document says. */
export function NumbersField({ path, label, placeholder }: Props) {
  const editor = useEditor()
  const [written, setWritten] = useState('')
  const at = valueAt(editor.value, path)
  const where = toPath(path)
  const problem = editor.problems.find((each) => each.path === where || each.path.startsWith(`${where}[`))?.message ?? null
  const text = isSame(toNumbers(written), at) ? written : (Array.isArray(at) ? at : []).join(', ')
  return (
    <Field label={label} error={problem}>
      {(aria) => (
        <Input
          {...aria}
          value={text}
          onChange={(event) => {
            setWritten(event.target.value)
            editor.set(path, toNumbers(event.target.value))
          }}
          placeholder={placeholder}
          autoComplete="off"
          boxClassName="w-full"
        />
      )}
    </Field>
  )
}

function toNumbers(text: string): (number | string)[] | undefined {
  const parts = text.split(/[\s,]+/).filter(Boolean)
  return parts.length === 0 ? undefined : parts.map((part) => (String(Number(part)) === part ? Number(part) : part))
}
