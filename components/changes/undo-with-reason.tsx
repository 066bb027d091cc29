'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { WriteError } from '@/components/frame/write-error'
import { changeRoute } from '@/components/page/routes'
import { Button, type ButtonSize } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { ChangeWire } from '@/lib/api/changes'
import { undoChange } from '@/lib/api/changes-queries'
import { displayName } from '@/lib/mesh/display-name'

type Props = { change: ChangeWire; size?: ButtonSize; words?: string; className?: string }

/** Why a change cannot be undone as it stands; a later edit of the same policy is the server's to refuse, with the difference. */
export function whyNoUndo(change: Pick<ChangeWire, 'before' | 'undoneBy'>): string | null {
  if (change.undoneBy) return 'it was undone already; undo the undoing change instead'
  return change.before === null ? 'there was no policy before it' : null
}

/** Undo is a change of its own: it asks for a reason, and its proof is shown on its own page. */
export function UndoWithReason({ change, size = 'large', words, className }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button
        size={size}
        className={className}
        icon={<Undo2 size={14} aria-hidden />}
        disabledReason={whyNoUndo(change)}
        onClick={() => setIsOpen(true)}
      >
        {words ?? 'Undo this change…'}
      </Button>
      {isOpen && <UndoDialog change={change} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function UndoDialog({ change, onClose }: { change: ChangeWire; onClose: () => void }) {
  const [reason, setReason] = useState(`undo: ${change.reason}`)
  const router = useRouter()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => undoChange(change.id, reason.trim()),
    onSuccess: (undoing) => {
      onClose()
      toast(`Undone: ${displayName(undoing.sentence, 200)}`)
      router.push(changeRoute(undoing.id))
    },
    onSettled: () => Promise.all(['changes', 'policies', 'services'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  })
  const missing = reason.trim() === '' ? 'say why, in a sentence' : null
  return (
    <Dialog
      open
      onClose={onClose}
      dirty
      title={`Undo this change of ${displayName(change.service)}?`}
      sub="What it did is taken back; later edits of other parts stay. The undo is a change of its own and can be undone too."
      foot={
        <>
          <Button size="large" onClick={onClose}>
            Leave it
          </Button>
          <Button
            size="large"
            variant="primary"
            icon={<Undo2 size={14} aria-hidden />}
            busy={undo.isPending}
            disabledReason={missing}
            onClick={() => undo.mutate()}
          >
            Undo this change
          </Button>
        </>
      }
    >
      <p className="mb-3 break-words text-13">{displayName(change.sentence, 300)}</p>
      <Field label="Reason" error={missing}>
        {(aria) => <Input {...aria} value={reason} onChange={(event) => setReason(event.target.value)} boxClassName="w-full" />}
      </Field>
      {undo.isError && (
        <div className="mt-3">
          <WriteError title="It was not undone" error={undo.error} unchanged="Nothing was changed." />
        </div>
      )}
    </Dialog>
  )
}
