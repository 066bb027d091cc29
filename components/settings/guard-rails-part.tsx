'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { WriteError } from '@/components/frame/write-error'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { SettingsWire } from '@/lib/api/settings'
import { putSettings, settingsQuery } from '@/lib/api/settings-queries'
import { checkRails, type RailsDraft, toDraft } from './rails-draft'

/** What faults may not do, for everybody. A rule judges what starts from now on. */
export function GuardRailsPart() {
  const query = useQuery(settingsQuery())
  return (
    <Section title="Guard rails of faults" note="a start that breaks one is refused, naming it">
      <QueryPart query={query} what="The guard rails" size="inline" skeleton={<RowSkeleton rows={4} />}>
        {(stored) => <Form key={stored.revision} stored={stored} />}
      </QueryPart>
    </Section>
  )
}

function Form({ stored }: { stored: SettingsWire }) {
  const [draft, setDraft] = useState<RailsDraft>(() => toDraft(stored.settings.faults))
  const [isTried, setIsTried] = useState(false)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (settings: SettingsWire['settings']) => putSettings(settings, draft.reason.trim(), stored.revision),
    onSettled: () => client.invalidateQueries({ queryKey: ['settings'] }),
  })
  const checked = checkRails(draft)
  const problems = isTried && !checked.ok ? checked.problems : {}
  const submit = () => {
    setIsTried(true)
    if (checked.ok) save.mutate({ faults: checked.rails })
  }
  const text = (field: keyof RailsDraft, label: string, help: string, placeholder: string) => (
    <Field label={label} help={help} error={problems[field]}>
      {(aria) => (
        <Input
          {...aria}
          value={draft[field]}
          placeholder={placeholder}
          invalid={problems[field] !== undefined}
          onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
          boxClassName="w-full"
        />
      )}
    </Field>
  )
  return (
    <form
      className="flex max-w-xl flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {text('protectedServices', 'Protected services', 'Names, or namespace/* for all of one, parted by commas.', 'none')}
      {text('allowedHours', 'Allowed hours', 'Days, span and time zone, e.g. mon tue wed 09:00-17:00 Europe/Berlin.', 'always')}
      {text('caps', 'Caps', 'Per service, parted by semicolons, e.g. shop/cart 10 % 20 rps 300 s.', 'none')}
      {text('budgetPercent', 'Budget of the mesh', 'All faults together, in per cent of all requests; 5 is recommended.', 'no budget')}
      {text('reason', 'Reason of this change', 'Stands in the audit.', 'say why')}
      {save.isError && <WriteError title="The guard rails were not changed" error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" size="large" busy={save.isPending}>
          Set these guard rails
        </Button>
        <span className="text-12 text-muted">{stored.revision === 0 ? 'never edited' : `revision ${stored.revision}`}</span>
      </div>
    </form>
  )
}
