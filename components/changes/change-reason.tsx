'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { WriteError } from '@/components/frame/write-error'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import type { ChangeWire } from '@/lib/api/changes'
import { editReason } from '@/lib/api/changes-queries'
import { displayName } from '@/lib/mesh/display-name'

type Props = { change: Pick<ChangeWire, 'id' | 'reason'> }

/** Why a change was made. What a shift by one click wrote there can be said better afterwards. */
export function ChangeReason({ change }: Props) {
  const [isEditing, setIsEditing] = useState(false)
  if (isEditing) return <ReasonForm change={change} onClose={() => setIsEditing(false)} />
  return (
    <div className="flex items-start gap-1">
      <p className="min-w-0 break-words py-1 text-12 text-muted">“{displayName(change.reason, 300)}”</p>
      <IconButton label="Edit the reason" icon={<Pencil size={12} aria-hidden />} onClick={() => setIsEditing(true)} />
    </div>
  )
}

function ReasonForm({ change, onClose }: Props & { onClose: () => void }) {
  const [reason, setReason] = useState(change.reason)
  const client = useQueryClient()
  const edit = useMutation({
    mutationFn: () => editReason(change.id, reason.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['changes'] })
      onClose()
    },
  })
  const missing = reason.trim() === '' ? 'say why, in a sentence' : null
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (missing === null && !edit.isPending) edit.mutate()
  }
  return (
    <form onSubmit={save} className="mt-1 flex flex-wrap items-center gap-2">
      <Input
        autoFocus
        aria-label="Reason"
        value={reason}
        maxLength={2000}
        invalid={missing !== null}
        boxClassName="min-w-0 flex-1 basis-64"
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
      <Button type="submit" size="large" busy={edit.isPending} disabledReason={missing}>
        Save
      </Button>
      <Button size="large" variant="quiet" onClick={onClose}>
        Cancel
      </Button>
      {edit.isError && (
        <div className="w-full">
          <WriteError title="The reason was not saved" error={edit.error} unchanged="The former reason stands." />
        </div>
      )}
    </form>
  )
}
