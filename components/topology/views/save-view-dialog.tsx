'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { saveView } from '@/lib/api/saved-views-queries'
import { type SavedViewWire, savedViewNameSchema } from '@/lib/api/views'
import { displayName } from '@/lib/mesh/display-name'
import { copyLayout } from './own-layout'

type Props = {
  params: Record<string, string>
  views: readonly SavedViewWire[]
  onClose: () => void
  onSaved: (view: SavedViewWire) => void
}

/** Asks for a name. A name that is taken is said before it is written over. */
export function SaveViewDialog({ params, views, onClose, onSaved }: Props) {
  const [name, setName] = useState('')
  const [isTried, setTried] = useState(false)
  const trimmed = name.trim()
  const taken = views.find((view) => view.name === trimmed)
  const problem = savedViewNameSchema.safeParse(trimmed).error?.issues[0]?.message ?? null
  const [hasOwn, setOwn] = useState(false)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: async () => {
      const layout = hasOwn ? { layout: await copyLayout(client) } : {}
      return saveView(trimmed, { ...params, ...layout }, taken?.revision ?? 0)
    },
    onSuccess: onSaved,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem === null) save.mutate()
  }
  const kept = Object.entries(params)
  return (
    <Dialog
      open
      onClose={onClose}
      dirty={name !== ''}
      title="Save this view"
      sub="Everybody finds it under its name. The range of time and what is selected are not part of it."
      foot={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" variant="primary" type="submit" form="save-view" busy={save.isPending}>
            {taken ? 'Save over the one of this name' : 'Save view'}
          </Button>
        </>
      }
    >
      <form id="save-view" onSubmit={submit}>
        <Field
          label="Name"
          error={(isTried ? problem : null) ?? save.error?.message ?? null}
          help={taken ? `${displayName(taken.actor, 40)} saved a view of this name.` : 'e.g. On call'}
        >
          {(aria) => <Input {...aria} autoFocus value={name} onChange={(event) => setName(event.target.value)} boxClassName="w-full" />}
        </Field>
        <label className="mt-4 flex items-start gap-2 text-13 max-sm:min-h-11">
          <input type="checkbox" className="mt-1" checked={hasOwn} onChange={(event) => setOwn(event.target.checked)} />
          <span>
            Its own arrangement
            <span className="block text-12 text-muted">Nodes that are dragged in it move in no other view.</span>
          </span>
        </label>
        <p className="mt-4 text-12 text-muted">
          {kept.length === 0 ? 'It shows the whole mesh as it opens.' : 'It keeps: '}
          {kept.map(([key, value]) => (
            <span key={key} className="mr-2 break-words">
              {key} <strong className="text-text">{displayName(value, 60)}</strong>
            </span>
          ))}
        </p>
      </form>
    </Dialog>
  )
}
