'use client'
import { useId } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/segmented'
import { toPath } from '@/lib/api/contracts/contract'
import { scalarAt } from './edit-policy-text'
import { useEditor } from './editor-context'
import type { FieldSpec } from './part-spec'
import { type Path, setAt, valueAt } from './set-at'

/** Single values of a part under each other, each with what is wrong with it. An emptied field is left out of the document. */
export function FieldsForm({ path, fields }: { path: Path; fields: readonly FieldSpec[] }) {
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-sm:grid-cols-1">
      {fields.map((spec) => (
        <div key={spec.key.join('.')} className={spec.isWide ? 'col-span-full' : 'min-w-0'}>
          <OneField path={[...path, ...spec.key]} spec={spec} root={path} />
        </div>
      ))}
    </div>
  )
}

type FieldProps = {
  path: Path
  spec: Omit<FieldSpec, 'key' | 'isWide'>
  /** The part that stays when the field is emptied; without one an emptied field is an empty text. */
  root?: Path
}

export function OneField({ path, spec, root = path }: FieldProps) {
  const editor = useEditor()
  const put = (next: unknown) => editor.set(root, setAt(valueAt(editor.value, root), path.slice(root.length), next) ?? {})
  const list = useId()
  const text = scalarAt(editor.value, path)
  const choices = spec.choices?.(editor) ?? []
  const problem = useProblem(path)
  const isKept = spec.isRequired || root.length === path.length
  if (spec.kind === 'truth') return <Truth text={text} label={spec.label} onChange={put} />
  return (
    <Field label={spec.label} error={problem}>
      {(aria) => (
        <>
          <Input
            {...aria}
            value={text}
            onChange={(event) => put(event.target.value === '' && !isKept ? undefined : toScalar(event.target.value, spec.kind))}
            placeholder={spec.placeholder}
            inputMode={spec.kind === 'number' ? 'decimal' : 'text'}
            unit={spec.unit}
            autoComplete="off"
            spellCheck={false}
            boxClassName="w-full"
            {...(choices.length > 0 ? { list } : {})}
          />
          {choices.length > 0 && (
            <datalist id={list}>
              {choices.map((choice) => (
                <option key={choice} value={choice} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  )
}

function Truth({ text, label, onChange }: { text: string; label: string; onChange: (next: true | undefined) => void }) {
  return (
    <div>
      <span className="mb-1 block text-12 font-semibold">{label}</span>
      <Segmented
        label={label}
        value={text === 'true' ? 'true' : 'false'}
        options={[
          { value: 'false', label: 'no' },
          { value: 'true', label: 'yes' },
        ]}
        onChange={(value) => onChange(value === 'true' ? true : undefined)}
      />
    </div>
  )
}

/** What is wrong at exactly this place. */
export function useProblem(path: Path): string | null {
  const where = toPath(path)
  return useEditor().problems.find((problem) => problem.path === where)?.message ?? null
}

/** A number only where it is written as one writes it back, so that `1.0` can become `1.05`. */
function toScalar(text: string, kind: FieldSpec['kind']): string | number {
  return kind === 'number' && String(Number(text)) === text ? Number(text) : text
}
