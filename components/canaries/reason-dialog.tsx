'use client'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { WriteError } from '@/components/frame/write-error'
import { Button, type ButtonVariant } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

type Props = {
  title: ReactNode
  sub: ReactNode
  help: string
  /** What the acting button does, and what the other one leaves. */
  act: string
  leave: string
  variant?: ButtonVariant
  busy: boolean
  error: Error | null
  /** As in "It was not promoted". */
  failed: string
  onAct: (reason: string) => void
  onClose: () => void
  children?: ReactNode
}

/** A question that takes a reason. Enter acts; the reason is compulsory and stands in the record. */
export function ReasonDialog({ title, sub, help, act, leave, variant = 'primary', busy, error, failed, onAct, onClose, children }: Props) {
  const [reason, setReason] = useState('')
  const form = useId()
  const missing = reason.trim() === '' ? 'say why, in a sentence' : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!missing && !busy) onAct(reason.trim())
  }
  return (
    <Dialog
      open
      onClose={onClose}
      dirty={reason !== ''}
      title={title}
      sub={sub}
      foot={
        <>
          <Button size="large" className="max-sm:h-11" onClick={onClose}>
            {leave}
          </Button>
          <Button size="large" className="max-sm:h-11" variant={variant} type="submit" form={form} busy={busy} disabledReason={missing}>
            {act}
          </Button>
        </>
      }
    >
      {children}
      <form id={form} onSubmit={submit}>
        <Field label="Reason" help={help}>
          {(aria) => <Input {...aria} value={reason} onChange={(event) => setReason(event.target.value)} boxClassName="w-full" />}
        </Field>
      </form>
      {error && (
        <div className="mt-3">
          <WriteError title={failed} error={error} />
        </div>
      )}
    </Dialog>
  )
}
