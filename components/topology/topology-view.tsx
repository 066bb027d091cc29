'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { useRange } from '@/components/frame/use-range'
import { StaleNote } from '@/components/page/stale-note'
import { Skeleton } from '@/components/ui/skeleton'
import { useMedia } from '@/components/ui/use-media'
import { topologyQuery } from '@/lib/api/topology-queries'
import { positionsQuery } from '@/lib/api/views-queries'
import { isGrouped, toGroupQuery } from './groups/group-wish'
import { useCalm } from './use-calm'
import { useFindLanguage } from './use-find-language'
import { useTopologyParams } from './use-topology-params'
import { layoutKey } from './views/own-layout'

// Loaded beside the first answer, not before the page is there.
const TopologyStage = dynamic(() => import('./topology-stage').then((module) => module.TopologyStage), { ssr: false })
const EmptyMesh = dynamic(() => import('./empty-mesh').then((module) => module.EmptyMesh), { ssr: false })
const TimeStrip = dynamic(() => import('./time-strip').then((module) => module.TimeStrip), {
  ssr: false,
  loading: () => <div className="h-12 shrink-0 border-line border-t" />,
})
const ProblemsView = dynamic(() => import('./problems-view').then((module) => module.ProblemsView), { ssr: false })

/** Home: the mesh as a graph with its panel or as a table; on small screens what needs a hand. */
export function TopologyView() {
  const params = useTopologyParams()
  const { from, to } = useRange()
  const { view, focus, depth } = params
  const language = useFindLanguage(params.find, params.hide)
  const hide = useLastGood(params.hide, language.hide.problem !== null || language.isLoading)
  const find = useLastGood(params.find, language.find.problem !== null || language.isLoading)
  const isSmall = useMedia('(max-width: 639px)')
  const isList = isSmall && params.phone === 'problems' && !params.selected && !params.compare
  // The list of what needs a hand looks into all groups.
  const groups = isList ? null : toGroupQuery(params)
  const [isGroupedNow, setGroupedNow] = useState(false)
  const query = useQuery(
    topologyQuery({
      from,
      to,
      view,
      ...(focus ? { focus, depth } : {}),
      ...(hide ? { hide } : {}),
      ...(isGroupedNow && find ? { find } : {}),
      ...groups,
    }),
  )
  if (query.data && isGrouped(query.data.grouping) !== isGroupedNow) setGroupedNow(!isGroupedNow)
  // All are needed as soon as the topology is there; waiting for it would make them one after the other.
  useQuery(positionsQuery(layoutKey(view, params.layout)))
  useQuery({ ...positionsQuery(layoutKey(`${view}~namespace`, params.layout)), enabled: params.group === 'auto' })
  useEffect(() => void [import('./topology-stage'), import('./graph-canvas')], [])
  const subject = `${view} ${focus ?? ''} ${depth} ${query.data?.grouping?.by ?? ''}`
  const { shown, setBusy } = useCalm(query.data, `${subject} ${groups?.open ?? ''} ${groups?.edges ?? ''} ${isGroupedNow ? find : ''}`)

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
  if (shown.nodes.length === 0 && !shown.groups?.length && shown.completeness.proxies === 0) return <EmptyMesh />
  return (
    <div className="flex h-full flex-col">
      {query.isError && <StaleNote at={query.dataUpdatedAt} message={query.error.message} onRetry={() => void query.refetch()} />}
      <div className="min-h-0 flex-1">
        {isList ? (
          <ProblemsView topology={shown} params={params} />
        ) : (
          <TopologyStage
            topology={shown}
            subject={subject}
            params={params}
            setBusy={setBusy}
            isOld={query.isPlaceholderData || query.isError}
            isSmall={isSmall}
            language={language}
          />
        )}
      </div>
      {!isSmall && <TimeStrip topology={shown} />}
    </div>
  )
}

/** What is being typed hides nothing before it can be read; until then what was read last does. */
function useLastGood(text: string, isBad: boolean): string {
  const [last, setLast] = useState('')
  const trimmed = text.trim()
  if (!isBad && trimmed !== last) setLast(trimmed)
  return isBad ? last : trimmed
}
