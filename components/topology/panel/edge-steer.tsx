'use client'
import { FlaskConical } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { StartCanaryButton } from '@/components/canaries/start-canary-button'
import { asRoute } from '@/components/frame/as-route'
import { useRange } from '@/components/frame/use-range'
import { Button } from '@/components/ui/button'
import type { TopologyEdgeWire } from '@/lib/api/topology'
import { displayName } from '@/lib/mesh/display-name'
import { serviceOf } from '../service-of'
import { CanaryPart } from './canary-part'
import { PanelSection } from './panel-section'

/** What can be done to the service that these calls go to: its running canary, or the start of one, and a fault. */
export function EdgeSteer({ edge }: { edge: TopologyEdgeWire }) {
  const router = useRouter()
  const { isLive } = useRange()
  const service = serviceOf({ id: edge.target })
  return (
    <>
      <CanaryPart service={service} />
      <PanelSection title={`Steer ${displayName(service, 32)}`} note="meets every caller of it">
        <StartCanaryButton service={service} blocked={isLive ? null : 'This is the past; go back to now to edit'} className="w-full" />
        <Button
          className="mt-2 w-full"
          icon={<FlaskConical size={14} aria-hidden className="text-fault" />}
          onClick={() => router.push(asRoute(`/faults?new=${encodeURIComponent(service)}`))}
        >
          Inject fault…
        </Button>
      </PanelSection>
    </>
  )
}
