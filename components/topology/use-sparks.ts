'use client'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useRange } from '@/components/frame/use-range'
import { seriesQuery } from '@/lib/api/series-queries'

/** Values in order of time; null is a gap. */
export type Sparks = ReadonlyMap<string, readonly (number | null)[]>

const points = 30
const quarterMs = 15 * 60_000

/** Requests of the last quarter of an hour for the nodes that are near enough to show them. */
export function useSparks(ids: readonly string[]): Sparks {
  const { from, to, isLive } = useRange()
  const past = isLive ? { from: 'now-15m' } : { from: before(from), to }
  const answers = useQueries({
    queries: ids.map((id) => ({
      ...seriesQuery({ subject: subjectOf(id), metrics: ['requests'], maxPoints: points, ...past }),
      staleTime: 30_000,
    })),
  })
  const key = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are new objects each time; their times tell when they differ
  return useMemo(
    () =>
      new Map(
        ids.flatMap((id, at) =>
          answers[at]?.data ? [[id, (answers[at].data.points.requests ?? []).map(([, value]) => value)] as const] : [],
        ),
      ),
    [ids, key],
  )
}

const subjectOf = (id: string): string => {
  const [, behind] = id.split('@')
  return `${behind === undefined ? 'service' : behind.includes('/') ? 'instance' : 'version'}:${id}`
}

/** A quarter of an hour before a moment that was chosen; of a relative one nothing is known here. */
function before(from: string): string {
  const at = /^\d+$/.test(from) ? Number(from) : Date.parse(from)
  return Number.isNaN(at) ? from : String(at - quarterMs)
}
