'use client'
import { Square } from 'lucide-react'
import { faultTarget } from '@/components/frame/fault-words'
import { useStopFault } from '@/components/frame/use-fault-stops'
import { Button, type ButtonSize, type ButtonVariant } from '@/components/ui/button'
import type { FaultWire } from '@/lib/api/faults'

type Props = {
  fault: Pick<FaultWire, 'id' | 'state' | 'service' | 'version'>
  size?: ButtonSize
  variant?: ButtonVariant
  className?: string
}

/** Stops at once, without a question: the way out is never slower than the way in. */
export function StopFaultButton({ fault, size = 'medium', variant = 'default', className = 'max-sm:h-11 max-sm:px-4' }: Props) {
  const stop = useStopFault()
  const isLeaving = fault.state === 'removing' || fault.state === 'ended'
  return (
    <Button
      size={size}
      variant={variant}
      className={className}
      icon={<Square size={12} aria-hidden />}
      busy={stop.isPending}
      disabledReason={isLeaving ? 'it is being removed already' : null}
      aria-label={`Stop the fault on ${faultTarget(fault)}`}
      onClick={() => stop.mutate({ id: fault.id })}
    >
      {isLeaving ? 'Removing' : 'Stop'}
    </Button>
  )
}
