'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { SloStatusWire } from '@/lib/api/slos'
import { putSlo, removeSlo } from '@/lib/api/slos-queries'
import { displayName } from '@/lib/mesh/display-name'
import { readSloDraft, type SloDraft, type SloDraftField, toSloDraft } from './slo-draft'

type Props = { service: string; slo: SloStatusWire | null; onClose: () => void }

/** Sets, edits and removes the target of a service. What it was based on stays as it was when it opened, so that nobody's edit is written over. */
export function SloDialog({ service, slo: opened, onClose }: Props) {
  const [slo] = useState(opened)
  const [draft, setDraft] = useState(() => toSloDraft(slo))
  const [isTried, setTried] = useState(false)
  const client = useQueryClient()
  const settle = async () => {
    await client.invalidateQueries({ queryKey: ['services'] })
    onClose()
  }
  const read = readSloDraft(draft)
  const save = useMutation({
    mutationFn: async () => {
      if ('request' in read) await putSlo(service, read.request, slo?.revision ?? 0)
    },
    onSuccess: settle,
  })
  const remove = useMutation({ mutationFn: () => removeSlo(service, slo?.revision ?? 0), onSuccess: settle })
  const problems = isTried && 'problems' in read ? read.problems : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if ('request' in read) save.mutate()
  }
  const field = (name: SloDraftField) => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value } satisfies SloDraft),
  })
  const failure = save.error ?? remove.error
  return (
    <Dialog
      open
      onClose={onClose}
      dirty={JSON.stringify(draft) !== JSON.stringify(toSloDraft(slo))}
      title={`Target of ${displayName(service, 60)}`}
      sub="How many of its requests may fail or be slow, over the last days. Everybody sees it; it steers nothing."
      foot={
        <>
          {slo && (
            <Button size="large" variant="danger" className="mr-auto" busy={remove.isPending} onClick={() => remove.mutate()}>
              Remove the target
            </Button>
          )}
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" variant="primary" type="submit" form="slo" busy={save.isPending}>
            Set the target
          </Button>
        </>
      }
    >
      <form id="slo" onSubmit={submit} noValidate className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2">
        <Field label="Requests that succeed" error={problems.availability} help="empty: not promised">
          {(aria) => <Input {...aria} {...field('availability')} inputMode="decimal" unit="%" boxClassName="w-full" />}
        </Field>
        <Field label="Over the last" error={problems.windowDays} help="1 to 90">
          {(aria) => <Input {...aria} {...field('windowDays')} inputMode="numeric" unit="days" boxClassName="w-full" />}
        </Field>
        <Field label="Requests that are fast" error={problems.latency} help="empty: not promised">
          {(aria) => <Input {...aria} {...field('latency')} inputMode="decimal" unit="%" boxClassName="w-full" />}
        </Field>
        <Field
          label="Fast is at most"
          error={problems.boundMs}
          help="a bound of the proxies’ buckets; one that is not is refused with its neighbours"
        >
          {(aria) => <Input {...aria} {...field('boundMs')} inputMode="decimal" unit="ms" boxClassName="w-full" />}
        </Field>
        <Field label="Reason" error={problems.reason} className="sm:col-span-2">
          {(aria) => <Input {...aria} {...field('reason')} boxClassName="w-full" />}
        </Field>
        {failure && (
          <p role="alert" className="break-words text-12 text-bad sm:col-span-2">
            {failure.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}
