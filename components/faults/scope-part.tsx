import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, type SelectOption } from '@/components/ui/select'
import { SheetSection } from '@/components/ui/sheet-section'
import type { ServiceSummary } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import type { DraftPart } from './draft-part'
import { defaultStatus } from './fault-draft'

/** No name has a space: this cannot be a service or a version. */
const all = ' all'
const none = ' none'

type Props = DraftPart & { services: readonly ServiceSummary[]; callers: readonly string[] }

/** Scope first: which service, which version, whose requests, and what narrows them; everyone comes last. */
export function ScopePart({ draft, problems, onChange, services, callers }: Props) {
  const targets = services.filter((service) => service.declared && service.kind !== 'gateway' && service.kind !== 'unknown')
  const chosen = targets.find((service) => service.name === draft.service)
  const versions = chosen?.versions ?? []
  const choose = (name: string) => {
    const next = targets.find((service) => service.name === name)
    onChange({ service: next?.name ?? '', version: '', caller: '', abortStatus: defaultStatus(next?.protocol ?? null) })
  }
  const toOption = (name: string): SelectOption<string> => ({ value: name, label: displayName(name) })
  return (
    <SheetSection title="Scope" note="whose requests to what">
      <div className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2">
        <Field label="Service that is called" error={problems.service}>
          {(aria) => (
            <Select
              {...aria}
              label="Service that is called"
              size="large"
              className="w-full"
              value={draft.service || none}
              options={[
                ...(draft.service ? [] : [{ value: none, label: 'Choose a service' }]),
                ...targets.map((service) => toOption(service.name)),
              ]}
              onChange={choose}
            />
          )}
        </Field>
        <Field label="Version" error={problems.version}>
          {(aria) => (
            <Select
              {...aria}
              label="Version"
              size="large"
              className="w-full"
              value={draft.version || all}
              options={[...versions.map((version) => toOption(version.name)), { value: all, label: 'every version' }]}
              onChange={(value) => onChange({ version: value === all ? '' : value })}
            />
          )}
        </Field>
        <Field label="Caller" error={problems.caller} help={draft.caller === '' ? undefined : 'Nobody else is touched.'}>
          {(aria) => (
            <Select
              {...aria}
              label="Caller"
              size="large"
              className="w-full"
              value={draft.caller || all}
              options={[...callers.map(toOption), { value: all, label: 'everyone who calls it' }]}
              onChange={(value) => onChange({ caller: value === all ? '' : value })}
            />
          )}
        </Field>
        <Field label="Path starts with" error={problems.pathPrefix}>
          {(aria) => (
            <Input
              {...aria}
              mono
              placeholder="every path"
              value={draft.pathPrefix}
              onChange={(event) => onChange({ pathPrefix: event.target.value })}
              boxClassName="w-full"
            />
          )}
        </Field>
        <Field label="Header" error={problems.headerName}>
          {(aria) => (
            <Input
              {...aria}
              mono
              placeholder="every request"
              value={draft.headerName}
              onChange={(event) => onChange({ headerName: event.target.value })}
              boxClassName="w-full"
            />
          )}
        </Field>
        <Field label="Its value" error={problems.headerValue}>
          {(aria) => (
            <Input
              {...aria}
              mono
              placeholder="any value"
              value={draft.headerValue}
              onChange={(event) => onChange({ headerValue: event.target.value })}
              boxClassName="w-full"
            />
          )}
        </Field>
      </div>
    </SheetSection>
  )
}
