'use client'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { scalarAt } from './edit-policy-text'
import { useEditor } from './editor-context'
import { useProblem } from './fields-form'
import { ListPart } from './list-part'
import { type Path, valueAt } from './set-at'

type TestKind = 'exact' | 'regex' | 'there' | 'absent'
const kinds: readonly { value: TestKind; label: string }[] = [
  { value: 'exact', label: 'is' },
  { value: 'regex', label: 'matches' },
  { value: 'there', label: 'is there' },
  { value: 'absent', label: 'is absent' },
]

/** Tests of headers or query parameters, all of which must hold. */
export function ValueTestsPart({ path, what }: { path: Path; what: 'header' | 'query parameter' }) {
  return (
    <ListPart
      path={path}
      what={what}
      begin={{ name: '', exact: '' }}
      row={(at, index) => <TestRow path={at} name={`${what} ${index + 1}`} />}
    />
  )
}

function TestRow({ path, name }: { path: Path; name: string }) {
  const editor = useEditor()
  const kind = kindAt(editor.value, path)
  const value = kind === 'exact' || kind === 'regex' ? scalarAt(editor.value, [...path, kind]) : ''
  const put = (next: TestKind, text: string) => editor.set(path, { name: scalarAt(editor.value, [...path, 'name']), ...testOf(next, text) })
  const whole = useProblem(path)
  const valueProblem = useProblem([...path, kind === 'exact' || kind === 'regex' ? kind : 'present'])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-end gap-2 max-sm:grid-cols-1">
      <Field label={`Name of ${name}`} error={useProblem([...path, 'name']) ?? whole}>
        {(aria) => (
          <Input
            {...aria}
            value={scalarAt(editor.value, [...path, 'name'])}
            onChange={(event) => editor.set([...path, 'name'], event.target.value)}
            autoComplete="off"
            spellCheck={false}
            mono
            boxClassName="w-full"
          />
        )}
      </Field>
      <Select label={`Test of ${name}`} size="large" value={kind} options={kinds} onChange={(next) => put(next, value)} />
      {kind === 'exact' || kind === 'regex' ? (
        <Field label={`Value of ${name}`} error={valueProblem}>
          {(aria) => (
            <Input
              {...aria}
              value={value}
              onChange={(event) => put(kind, event.target.value)}
              autoComplete="off"
              spellCheck={false}
              mono
              boxClassName="w-full"
            />
          )}
        </Field>
      ) : (
        <span />
      )}
    </div>
  )
}

function kindAt(value: unknown, path: Path): TestKind {
  if (valueAt(value, [...path, 'regex']) !== undefined) return 'regex'
  const present = valueAt(value, [...path, 'present'])
  if (present === undefined) return 'exact'
  return present === false ? 'absent' : 'there'
}

function testOf(kind: TestKind, text: string): object {
  if (kind === 'exact' || kind === 'regex') return { [kind]: text }
  return { present: kind === 'there' }
}
