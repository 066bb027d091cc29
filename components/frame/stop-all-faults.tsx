'use client'
import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { Button, type ButtonSize } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useStopAllFaults } from './use-fault-stops'

/** The one solid red button. Asks once, and says by which two ways it works. */
export function StopAllFaults({ size = 'medium', count }: { size?: ButtonSize; count?: number }) {
  const [asking, setAsking] = useState(false)
  const stopAll = useStopAllFaults()
  const stop = () => stopAll.mutate('stopped all by hand', { onSuccess: () => setAsking(false) })
  return (
    <>
      <Button variant="stop" size={size} icon={<OctagonX size={14} aria-hidden />} onClick={() => setAsking(true)}>
        Stop all faults
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={count === undefined ? 'Stop all faults?' : `Stop ${count === 1 ? 'the live fault' : `all ${count} live faults`}?`}
        sub="It works by two ways at once, and new faults are locked out until you release the lock."
        foot={
          <>
            <Button size="large" onClick={() => setAsking(false)}>
              Keep them
            </Button>
            <Button variant="stop" size="large" busy={stopAll.isPending} onClick={stop}>
              Stop all faults now
            </Button>
          </>
        }
      >
        <ol className="list-decimal space-y-1 pl-5 text-13 text-muted">
          <li>The control plane sends every connected proxy a layer without the faults’ values.</li>
          <li>Outrider also overrides the values through each proxy’s own admin page, which needs no control plane.</li>
        </ol>
        <p className="mt-2 text-13 text-muted">Should both fail, each proxy drops the values by its own clock within 15 s.</p>
      </Dialog>
    </>
  )
}
