'use client'
import { Chip } from '@/components/ui/chip'
import { grpcRetryConditions, httpRetryConditions } from '@/lib/routing/retry-conditions'
import { useEditor } from './editor-context'
import { FieldsForm, useProblem } from './fields-form'
import { NumbersField } from './numbers-field'
import type { FieldSpec } from './part-spec'
import { type Path, valueAt } from './set-at'

const fields: readonly FieldSpec[] = [
  { key: ['attempts'], label: 'Retries at most', kind: 'number', placeholder: '2' },
  { key: ['perTryTimeout'], label: 'Timeout of each try', kind: 'text', placeholder: 'none of its own' },
  { key: ['backoff', 'base'], label: 'Wait at first', kind: 'text', placeholder: '25ms' },
  { key: ['backoff', 'max'], label: 'Wait at most', kind: 'text', placeholder: 'ten times that' },
]

/** How often, on what, how long each try and the wait before it. */
export function RetryPart({ path }: { path: Path }) {
  const editor = useEditor()
  const at = valueAt(editor.value, [...path, 'on'])
  const chosen = (Array.isArray(at) ? at : []).map(String)
  const known = editor.protocol === 'grpc' ? [...httpRetryConditions, ...grpcRetryConditions] : httpRetryConditions
  const own = useProblem(path)
  const problem = useProblem([...path, 'on']) ?? own
  const flip = (name: string) =>
    editor.set([...path, 'on'], chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name])
  return (
    <div className="flex flex-col gap-3">
      <FieldsForm path={path} fields={fields} />
      <fieldset>
        <legend className="mb-1 text-12 font-semibold">Retry on</legend>
        <div className="flex flex-wrap gap-1.5">
          {[...known, ...chosen.filter((name) => !known.includes(name))].map((name) => (
            <Chip key={name} tone={chosen.includes(name) ? 'accent' : 'plain'} pressed={chosen.includes(name)} onClick={() => flip(name)}>
              {name}
            </Chip>
          ))}
        </div>
        {problem && (
          <p role="alert" className="mt-1 text-12 text-bad">
            {problem}
          </p>
        )}
      </fieldset>
      <NumbersField path={[...path, 'codes']} label="and on these statuses" placeholder="none, e.g. 503, 429" />
    </div>
  )
}
