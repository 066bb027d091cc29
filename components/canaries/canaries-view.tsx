'use client'
import { useQuery } from '@tanstack/react-query'
import { Split } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { PageHead } from '@/components/frame/page-head'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { canariesQuery } from '@/lib/api/canaries-queries'
import { isCanaryActive } from '@/lib/mesh/canary'
import { CanaryHistory } from './canary-history'
import { RunningCanary } from './running-canary'
import { StartCanarySheet } from './start-canary-sheet'

/** Running canaries first, then history; the form of a new one is in the URL (`?new=shop/reviews`, or `?new=any`). */
export function CanariesView() {
  const query = useQuery(canariesQuery({ limit: 200 }))
  const [{ new: preset }, setUrl] = useQueryStates({ new: parseAsString })
  const canaries = query.data?.canaries ?? []
  const running = canaries.filter(isCanaryActive)
  const ended = canaries.filter((canary) => !isCanaryActive(canary))
  const open = () => void setUrl({ new: 'any' })
  return (
    <>
      <PageHead
        title="Canaries"
        aside={query.data && `${running.length} running, ${ended.length} in the history`}
        actions={
          <Button variant="primary" size="large" className="max-sm:h-11" icon={<Split size={16} aria-hidden />} onClick={open}>
            Start canary…
          </Button>
        }
      />
      <QueryPart query={query} what="The canaries" skeleton={<RowSkeleton />}>
        {() =>
          canaries.length === 0 ? (
            <NoCanaries />
          ) : (
            <>
              {running.map((canary) => (
                <RunningCanary key={canary.id} canary={canary} />
              ))}
              <CanaryHistory canaries={ended} />
            </>
          )
        }
      </QueryPart>
      <StartCanarySheet
        open={preset !== null}
        onClose={() => void setUrl({ new: null })}
        service={preset?.includes('/') ? preset : undefined}
      />
    </>
  )
}

function NoCanaries() {
  return (
    <EmptyState title="No canary was ever started" drawing={<Split size={48} strokeWidth={1} aria-hidden />}>
      A canary moves traffic to a new version step by step, as far as the numbers show that it is not worse, and takes it back by itself
      when they show that it is. Until they show either, it says so and waits.
    </EmptyState>
  )
}
