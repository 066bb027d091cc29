'use client'
import { Segmented } from '@/components/ui/segmented'
import { useEditor } from './editor-context'
import { FieldsForm } from './fields-form'
import type { FieldSpec } from './part-spec'
import { type Path, valueAt } from './set-at'

type KeyKind = 'header' | 'cookie' | 'source'
const begins: Record<KeyKind, object> = { header: { header: '' }, cookie: { cookie: { name: '' } }, source: { source: true } }
const fields: Record<KeyKind, readonly FieldSpec[]> = {
  header: [{ key: ['header'], label: 'Header to hash', kind: 'text', placeholder: 'x-user', isRequired: true }],
  cookie: [
    { key: ['cookie', 'name'], label: 'Cookie to hash', kind: 'text', placeholder: 'session', isRequired: true },
    { key: ['cookie', 'ttl'], label: 'Given out for', kind: 'text', placeholder: 'not given out' },
  ],
  source: [],
}

/** What is hashed: a header, a cookie, or the address a request comes from. */
export function HashKeyPart({ path, label }: { path: Path; label: string }) {
  const editor = useEditor()
  const has = (key: KeyKind): boolean => valueAt(editor.value, [...path, key]) !== undefined
  const kind: KeyKind = has('cookie') ? 'cookie' : has('source') ? 'source' : 'header'
  return (
    <div className="flex flex-col gap-3 [&>[role=radiogroup]]:self-start">
      <Segmented
        label={label}
        value={kind}
        options={[
          { value: 'header', label: 'a header' },
          { value: 'cookie', label: 'a cookie' },
          { value: 'source', label: 'the source address' },
        ]}
        onChange={(next) => editor.set(path, begins[next])}
      />
      {fields[kind].length > 0 && <FieldsForm path={path} fields={fields[kind]} />}
    </div>
  )
}
