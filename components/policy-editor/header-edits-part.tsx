'use client'
import { SectionTitle } from '@/components/ui/sheet-section'
import { FieldsForm, OneField } from './fields-form'
import { ListPart } from './list-part'
import type { Path } from './set-at'

/** What is done to headers: set replaces, add appends, remove takes out. */
export function HeaderEditsPart({ path }: { path: Path }) {
  return (
    <div className="flex flex-col gap-3">
      {(['set', 'add'] as const).map((kind) => (
        <div key={kind}>
          <SectionTitle
            title={kind === 'set' ? 'Set' : 'Add'}
            note={kind === 'set' ? 'in place of what is there' : 'beside what is there'}
            level={3}
          />
          <ListPart
            path={[...path, kind]}
            what={`header to ${kind}`}
            begin={{ name: '', value: '' }}
            row={(at, index) => (
              <FieldsForm
                path={at}
                fields={[
                  { key: ['name'], label: `Header ${index + 1} to ${kind}`, kind: 'text', placeholder: 'x-stage', isRequired: true },
                  { key: ['value'], label: `Value ${index + 1}`, kind: 'text', placeholder: 'canary', isRequired: true },
                ]}
              />
            )}
          />
        </div>
      ))}
      <div>
        <SectionTitle title="Remove" level={3} />
        <ListPart
          path={[...path, 'remove']}
          what="header to remove"
          begin=""
          row={(at, index) => (
            <OneField path={at} spec={{ label: `Header ${index + 1} to remove`, kind: 'text', placeholder: 'x-debug' }} />
          )}
        />
      </div>
    </div>
  )
}
