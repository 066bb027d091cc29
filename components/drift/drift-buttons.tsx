'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { say } from '@/components/frame/say'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { DriftWire } from '@/lib/api/drift'
import { actOnDrift } from '@/lib/api/drift-queries'

type Act = 'adopt' | 'overwrite' | 'ignore'
const spans = [
  { value: '3600', label: 'for an hour' },
  { value: '86400', label: 'for a day' },
  { value: '604800', label: 'for a week' },
] as const
const words: Record<Act, { button: string; sub: string; done: string }> = {
  adopt: { button: 'Adopt', sub: 'What runs becomes the policy, as a change that can be undone.', done: 'Adopted' },
  overwrite: {
    button: 'Overwrite',
    sub: 'The proxy is told again what is asked for. What it runs instead is lost.',
    done: 'Being overwritten',
  },
  ignore: { button: 'Ignore…', sub: 'It is not shown as drift until then; nothing changes.', done: 'Ignored' },
}

/** Adopt, overwrite, ignore until: each asks for a reason, and one that cannot be done says why. */
export function DriftButtons({ drift }: { drift: DriftWire }) {
  const [open, setOpen] = useState<Act | null>(null)
  const whyNot = (act: 'adopt' | 'overwrite') => (drift[act].possible ? null : drift[act].reason)
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      <Button disabledReason={whyNot('adopt')} onClick={() => setOpen('adopt')}>
        Adopt…
      </Button>
      <Button disabledReason={whyNot('overwrite')} onClick={() => setOpen('overwrite')}>
        Overwrite…
      </Button>
      <Button onClick={() => setOpen('ignore')}>Ignore until…</Button>
      {open && <ActDialog drift={drift} act={open} onClose={() => setOpen(null)} />}
    </div>
  )
}

function ActDialog({ drift, act, onClose }: { drift: DriftWire; act: Act; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [span, setSpan] = useState<(typeof spans)[number]['value']>('86400')
  const client = useQueryClient()
  const acting = useMutation({
    mutationFn: () => {
      const said = { id: drift.id, reason: reason.trim() }
      return actOnDrift(act === 'ignore' ? { ...said, action: act, forSeconds: Number(span) } : { ...said, action: act })
    },
    onSuccess: () => {
      say.done(`${words[act].done}: ${drift.sentence}`)
      onClose()
    },
    onSettled: () => Promise.all(['drift', 'changes', 'policies', 'services'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  })
  const missing = reason.trim() === '' ? 'say why, in a sentence' : null
  return (
    <Dialog
      open
      onClose={onClose}
      dirty={reason !== ''}
      title={`${words[act].button.replace('…', '')} this drift?`}
      sub={words[act].sub}
      foot={
        <>
          <Button size="large" onClick={onClose}>
            Leave it
          </Button>
          <Button size="large" variant="primary" busy={acting.isPending} disabledReason={missing} onClick={() => acting.mutate()}>
            {words[act].button.replace('…', '')}
          </Button>
        </>
      }
    >
      {act === 'ignore' && <Select label="For how long" size="large" value={span} options={spans} onChange={setSpan} />}
      <Field label="Reason" error={acting.error ? acting.error.message : null} help="It stays in the audit.">
        {(aria) => <Input {...aria} value={reason} onChange={(event) => setReason(event.target.value)} boxClassName="w-full" />}
      </Field>
    </Dialog>
  )
}
