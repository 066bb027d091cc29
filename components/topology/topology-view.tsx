'use client'
import { useQuery } from '@tanstack/react-query'
import { QueryError } from '@/components/frame/query-error'
import { useRange } from '@/components/frame/use-range'
import { Skeleton } from '@/components/ui/skeleton'
import { topologyQuery } from '@/lib/api/topology-queries'
import { EmptyMesh } from './empty-mesh'
import { ProblemsView } from './problems-view'
import { TopologyStage } from './topology-stage'
import { useCalm } from './use-calm'
import { useTopologyParams } from './use-topology-params'

/** Home: the mesh as a graph with its panel or as a table; on small screens what needs a hand. */
export function TopologyView() {
  const params = useTopologyParams()
  const { from, to } = useRange()
  const { view, focus, depth } = params
  const query = useQuery(topologyQuery({ from, to, view, ...(focus ? { focus, depth } : {}) }))
  const subject = `${view} ${focus ?? ''} ${depth}`
  const { shown, setBusy } = useCalm(query.data, subject)

  if (query.error && !query.data) {
    return (
      <QueryError
        error={query.error}
        title="The topology could not be read"
        unchanged="Nothing in the mesh was changed."
        onRetry={() => void query.refetch()}
      />
    )
  }
  if (!shown) return <Skeleton className="m-4 h-[calc(100%-32px)]" />
  if (shown.nodes.length === 0 && shown.completeness.proxies === 0) return <EmptyMesh />
  return (
    <>
      <div className="hidden h-full overflow-y-auto max-sm:block">
        <ProblemsView topology={shown} params={params} />
      </div>
      <div className="h-full max-sm:hidden">
        <TopologyStage
          topology={shown}
          subject={subject}
          params={params}
          setBusy={setBusy}
          isOld={query.isPlaceholderData || query.isError}
        />
      </div>
    </>
  )
}
