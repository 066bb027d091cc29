'use client'
import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { Button, type ButtonSize } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useStopAll } from './use-fault-stops'

/** stays: some fault is in proxies that Outrider does not configure, where nothing ends by itself. */
type Props = { size?: ButtonSize; faults: number; canaries: number; stays?: boolean }

/** The one solid red button: every fault and every canary. Asks once, and says by which ways it works. */
export function StopAll({ size = 'medium', faults, canaries, stays = false }: Props) {
  const [asking, setAsking] = useState(false)
  const stopAll = useStopAll()
  const stop = () => stopAll.mutate('stopped all by hand', { onSuccess: () => setAsking(false) })
  const what = canaries === 0 ? 'all faults' : 'everything'
  return (
    <>
      <Button variant="stop" size={size} icon={<OctagonX size={14} aria-hidden />} onClick={() => setAsking(true)}>
        Stop {what}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Stop ${countWords(faults, canaries)}?`}
        sub="New faults and canaries are locked out until you release the lock."
        foot={
          <>
            <Button size="large" onClick={() => setAsking(false)}>
              Keep {faults + canaries === 1 ? 'it' : 'them'}
            </Button>
            <Button variant="stop" size="large" busy={stopAll.isPending} onClick={stop}>
              Stop {what} now
            </Button>
          </>
        }
      >
        <ol className="list-decimal space-y-1 pl-5 text-13 text-muted">
          <li>
            The control plane sends every connected proxy a layer without the faults’ values{canaries > 0 && ' and the canaries’ weights'}.
          </li>
          <li>Outrider also overrides the faults’ values through each proxy’s own admin page, which needs no control plane.</li>
        </ol>
        {canaries > 0 && (
          <p className="mt-2 text-13 text-muted">Each canary’s version goes to 0 %, and its traffic back to what it is compared with.</p>
        )}
        <p className="mt-2 text-13 text-muted">{bothFailWords(stays)}</p>
      </Dialog>
    </>
  )
}

const bothFailWords = (stays: boolean): string =>
  stays
    ? 'Should both fail, each proxy that Outrider configures drops the values by its own clock within 15 s. All others keep them until Outrider reaches them: they are named, and the fault is not called ended.'
    : 'Should both fail, each proxy drops the values by its own clock within 15 s.'

/** `2 live faults and 1 running canary`. */
function countWords(faults: number, canaries: number): string {
  const parts = [
    ...(faults === 0 ? [] : [faults === 1 ? 'the live fault' : `all ${faults} live faults`]),
    ...(canaries === 0 ? [] : [canaries === 1 ? 'the running canary' : `all ${canaries} running canaries`]),
  ]
  return parts.length === 0 ? 'everything' : parts.join(' and ')
}
