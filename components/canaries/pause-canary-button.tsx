'use client'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'
import { canaryTarget } from '@/components/frame/canary-words'
import { usePauseCanary, useResumeCanary } from '@/components/frame/use-canary-actions'
import { Button, type ButtonSize } from '@/components/ui/button'
import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { ReasonDialog } from './reason-dialog'
import { useCanaryKeys } from './use-canary-keys'

type Props = {
  canary: CanaryWire
  size?: ButtonSize
  className?: string /** The page of one canary: `p` pauses and resumes. */
  hasKey?: boolean
}

/** Holds a canary where it is, or lets it go on. Going on against the evidence asks for a reason. */
export function PauseCanaryButton({ canary, size = 'medium', className = '', hasKey = false }: Props) {
  const [asking, setAsking] = useState(false)
  const pause = usePauseCanary()
  const resume = useResumeCanary()
  const needsReason = needsResumeReason(canary)
  const isResumable = needsReason || canary.hold?.cause === 'paused'
  const isLeaving = canary.state === 'rolling_back' || canary.state === 'ended'
  const goOn = () => (needsReason ? setAsking(true) : resume.mutate({ id: canary.id, reason: 'resumed by hand' }))
  const act = isResumable ? goOn : () => pause.mutate({ id: canary.id, reason: 'paused by hand' })
  useCanaryKeys({ p: hasKey && !isLeaving ? act : null })
  const Icon = isResumable ? Play : Pause
  const verb = isResumable ? 'Resume' : 'Pause'
  return (
    <>
      <Button
        size={size}
        className={className}
        icon={<Icon size={14} aria-hidden />}
        busy={pause.isPending || resume.isPending}
        disabledReason={isLeaving ? 'it is rolling back' : null}
        aria-label={`${verb} the canary of ${canaryTarget(canary)}`}
        {...(hasKey ? { 'aria-keyshortcuts': 'p' } : {})}
        onClick={act}
      >
        {verb}
        {needsReason && '…'}
      </Button>
      {asking && (
        <ReasonDialog
          {...resumeWords(canary)}
          help="Stands in its timeline for ever."
          act="Resume"
          leave="Leave it held"
          failed="It was not resumed"
          busy={resume.isPending}
          error={resume.error}
          onClose={() => setAsking(false)}
          onAct={(reason) => resume.mutate({ id: canary.id, reason }, { onSuccess: () => setAsking(false) })}
        />
      )}
    </>
  )
}

/** Held by the evidence or by an edit, not by a person: going on is an override, which the controller takes with a reason only. */
const needsResumeReason = ({ hold, verdict }: CanaryWire): boolean =>
  hold !== null &&
  hold.cause !== 'paused' &&
  (verdict === 'worse' || hold.cause === 'untrusted' || hold.cause === 'approval' || hold.cause === 'drift')

function resumeWords({ version, verdict, hold }: CanaryWire): { title: string; sub: string } {
  const name = displayName(version, 20)
  if (verdict !== 'worse' && hold?.cause === 'drift')
    return {
      title: `Go on with ${name} on the edited route?`,
      sub: `${displayName(hold.text, 300)}. An edit of the policy is adopted as it is; a weight that nobody asked for is sent again.`,
    }
  if (verdict !== 'worse') return { title: `Go on with ${name}?`, sub: `It waits for a person: ${displayName(hold?.text ?? '', 300)}.` }
  return {
    title: `Go on with ${name} against the verdict?`,
    sub: 'It is shown to be worse. Going on begins the evidence anew, which spends the allowed chance of a false alarm once more.',
  }
}
