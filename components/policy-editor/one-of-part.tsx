'use client'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { scalarAt } from './edit-policy-text'
import { useEditor } from './editor-context'
import { useProblem } from './fields-form'
import { type Path, setAt, valueAt } from './set-at'

type Kind = { key: string; label: string; placeholder?: string }
type Props = {
  path: Path
  label: string
  kinds: readonly Kind[] /** Emptied it is left out; what it stands in stays. */
  isOptional?: boolean
}

/** One of several keys with a text: which one, and the text. What is typed stays when the kind changes. */
export function OneOfPart({ path, label, kinds, isOptional }: Props) {
  const editor = useEditor()
  const kind = kinds.find(({ key }) => valueAt(editor.value, [...path, key]) !== undefined) ?? kinds[0]
  const own = useProblem(path)
  const inner = useProblem([...path, kind?.key ?? ''])
  if (!kind) return null
  const text = scalarAt(editor.value, [...path, kind.key])
  const put = (key: string, value: string) => {
    const above = path.slice(0, -1)
    if (value === '' && isOptional) editor.set(above, setAt(valueAt(editor.value, above), path.slice(-1), undefined))
    else editor.set(path, { [key]: value })
  }
  return (
    <Field label={label} error={inner ?? own}>
      {(aria) => (
        <span className="flex gap-2 max-sm:flex-col">
          <Select
            label={`${label}: kind`}
            size="large"
            value={kind.key}
            options={kinds.map(({ key, label: words }) => ({ value: key, label: words }))}
            onChange={(key) => put(key, text)}
          />
          <Input
            {...aria}
            value={text}
            onChange={(event) => put(kind.key, event.target.value)}
            placeholder={kind.placeholder}
            autoComplete="off"
            spellCheck={false}
            mono
            boxClassName="min-w-0 flex-1 max-sm:flex-none"
          />
        </span>
      )}
    </Field>
  )
}
