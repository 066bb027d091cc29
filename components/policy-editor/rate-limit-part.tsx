'use client'
import { SectionTitle } from '@/components/ui/sheet-section'
import { FieldsForm } from './fields-form'
import { ListPart } from './list-part'
import type { FieldSpec } from './part-spec'
import type { Path } from './set-at'

const bucket: readonly FieldSpec[] = [
  { key: ['requests'], label: 'Requests', kind: 'number', placeholder: '100' },
  { key: ['per'], label: 'in each', kind: 'text', placeholder: '1s' },
  { key: ['burst'], label: 'At once at most', kind: 'number', placeholder: 'as many as requests' },
]
const caller: FieldSpec = {
  key: ['caller'],
  label: 'Caller',
  kind: 'text',
  placeholder: 'shop/frontend',
  choices: ({ callers }) => callers,
}

/** A bucket in every calling proxy, and other sizes for single callers. */
export function RateLimitPart({ path }: { path: Path }) {
  return (
    <div className="flex flex-col gap-3">
      <FieldsForm path={path} fields={bucket} />
      <SectionTitle title="Other sizes for single callers" level={3} />
      <ListPart
        path={[...path, 'callers']}
        what="caller"
        begin={{ caller: '', requests: 10, per: '1s' }}
        row={(at) => <FieldsForm path={at} fields={[caller, ...bucket]} />}
      />
    </div>
  )
}
