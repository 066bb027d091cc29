'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Lock, LockOpen } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import type { z } from 'zod'
import { WriteError } from '@/components/frame/write-error'
import { Moment } from '@/components/page/moment'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { faultLockSchema } from '@/lib/api/faults'
import { releaseFaults } from '@/lib/api/faults-queries'
import { displayName } from '@/lib/mesh/display-name'

export type FaultLockWire = z.infer<typeof faultLockSchema>

/** The lock that the red button leaves behind, and the way to release it. Nothing while there is none. */
export function FaultLock({ lock }: { lock: FaultLockWire }) {
  const [isOpen, setIsOpen] = useState(false)
  if (!lock?.locked) return null
  return (
    <div className="flex flex-wrap items-center gap-3 border-line border-b bg-warn-tint px-6 py-3 text-13 max-sm:px-4">
      <Lock size={16} aria-hidden className="shrink-0 text-warn" />
      <p className="min-w-0 flex-1 break-words">
        <strong className="font-semibold">New faults and canaries are locked.</strong> {displayName(lock.actor)} stopped all,{' '}
        <Moment at={lock.at} />: “{displayName(lock.reason, 200)}”
      </p>
      <Button icon={<LockOpen size={14} aria-hidden />} className="max-sm:h-11" onClick={() => setIsOpen(true)}>
        Release…
      </Button>
      {isOpen && <ReleaseDialog onClose={() => setIsOpen(false)} />}
    </div>
  )
}

function ReleaseDialog({ onClose }: { onClose: () => void }) {
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const release = useMutation({
    mutationFn: () => releaseFaults(reason.trim()),
    onSuccess: () => {
      onClose()
      toast('New faults and canaries are possible again.')
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['faults'] }),
  })
  const missing = reason.trim() === '' ? 'say why it is safe again' : null
  return (
    <Dialog
      open
      onClose={onClose}
      dirty={reason !== ''}
      title="Release the lock?"
      sub="New faults and canaries become possible again, and the proxies’ own switches are given back. No stopped fault is resumed."
      foot={
        <>
          <Button size="large" onClick={onClose}>
            Keep it locked
          </Button>
          <Button size="large" variant="primary" busy={release.isPending} disabledReason={missing} onClick={() => release.mutate()}>
            Release: allow new faults and canaries
          </Button>
        </>
      }
    >
      <Field label="Reason" help="Stands in the record beside who stopped them.">
        {(aria) => <Input {...aria} value={reason} onChange={(event) => setReason(event.target.value)} boxClassName="w-full" />}
      </Field>
      {release.isError && (
        <div className="mt-3">
          <WriteError title="It is still locked" error={release.error} />
        </div>
      )}
    </Dialog>
  )
}
