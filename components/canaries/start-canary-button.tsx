'use client'
import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal, Split } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { asRoute } from '@/components/frame/as-route'
import { Button, type ButtonSize } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { IconButton } from '@/components/ui/icon-button'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { servicesQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { pickVersions } from './pick-versions'
import { useQuickCanary } from './use-quick-canary'
import { whyNoCanary } from './why-no-canary'

type Props = {
  service: string
  /** Why nothing can be edited now; null when it can. */
  blocked?: string | null
  size?: ButtonSize
  className?: string
  /** Where the page has the sheet itself. */
  onChoose?: () => void
}

/** One click starts a canary of the newest version with the preset normal; beside it the sheet with every choice. */
export function StartCanaryButton({ service: name, blocked = null, size = 'medium', className, onChoose }: Props) {
  const router = useRouter()
  const service = useQuery(servicesQuery()).data?.services.find((each) => each.name === name)
  const running = useQuery(canariesQuery({ active: 'true' })).data?.canaries.find((canary) => canary.service === name)
  const choose = onChoose ?? (() => router.push(asRoute(`/canaries?new=${encodeURIComponent(name)}`)))
  const quick = useQuickCanary(name, choose)
  const versions = service ? pickVersions(service.versions) : null
  const reason = blocked ?? whyNoCanary(service, running !== undefined)
  const isLarge = size !== 'medium'
  return (
    <span className={cx('inline-flex', className)}>
      <Button
        size={size}
        className="flex-1 rounded-r-none max-sm:h-11"
        icon={<Split size={isLarge ? 16 : 14} aria-hidden className="text-canary" />}
        busy={quick.isPending}
        disabledReason={reason}
        title={reason === null ? 'Preset normal: from 5 %, on evidence, back by itself' : undefined}
        onClick={() => versions && quick.mutate(versions)}
      >
        {versions ? `Start canary of ${displayName(versions.version, 16)}` : 'Start canary'}
      </Button>
      <IconButton
        label="Choose version and preset…"
        size={isLarge ? 'large' : 'medium'}
        icon={<SlidersHorizontal size={14} aria-hidden />}
        className="-ml-px rounded-l-none border border-line-strong bg-panel max-sm:size-11"
        onClick={choose}
      />
    </span>
  )
}
