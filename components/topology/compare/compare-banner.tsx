'use client'
import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows, TriangleAlert } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { compareOptions } from '@/components/frame/compare-options'
import { useRange } from '@/components/frame/use-range'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { useNow } from '@/components/ui/use-now'
import { changesQuery } from '@/lib/api/changes-queries'
import type { CompareResponse } from '@/lib/api/compare'
import { compareQuery } from '@/lib/api/compare-queries'
import { showMarks } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { formatMoment } from '@/lib/mesh/format-time'
import type { TopologyParams } from '../use-topology-params'
import { type ComparisonView, toComparisonView } from './comparison-view'
import { countedWords, countKinds } from './difference-words'
import { type CompareBase, parseCompare } from './parse-compare'

type Props = {
  params: TopologyParams
  compare: string
  onCompared: (view: ComparisonView | null) => void
  /** null where the list is in sight. */
  onShowList: (() => void) | null
}
const refreshMs = 15_000

/** What this window is compared with, how they differ in a sentence, and in what they are not alike. Loads the comparison for the page. */
export function CompareBanner({ params, compare, onCompared, onShowList }: Props) {
  const base = useMemo(() => parseCompare(compare), [compare])
  const stop = <Button onClick={() => params.compareWith(null)}>Stop comparing</Button>
  if (base) return <Compared params={params} compare={compare} base={base} onCompared={onCompared} onShowList={onShowList} stop={stop} />
  return (
    <Banner tone="warn" icon={<TriangleAlert size={16} aria-hidden className="text-warn" />} actions={stop}>
      The address asks for a comparison that cannot be read: write ago:1h, before:&lt;change id&gt; or two times with a slash between.
    </Banner>
  )
}

function Compared({ params, compare, base, onCompared, onShowList, stop }: Props & { base: CompareBase; stop: React.ReactNode }) {
  const { from, to, isLive } = useRange()
  const query = useQuery({
    ...compareQuery({ from, to, view: params.view, ...base.query }),
    refetchInterval: isLive ? refreshMs : false,
  })
  const changes = useQuery(changesQuery({ limit: 200 })).data?.changes
  const { data } = query
  const view = useMemo(() => (data ? toComparisonView(data, base.words) : null), [data, base.words])
  useEffect(() => onCompared(view), [view, onCompared])
  useEffect(() => () => onCompared(null), [onCompared])
  const options = compareOptions(changes ?? [])
  const isListed = options.some(({ value }) => value === compare)
  return (
    <Banner
      icon={<GitCompareArrows size={16} aria-hidden className="text-muted" />}
      actions={
        <>
          {onShowList && data && data.top.length > 0 && <Button onClick={onShowList}>Show the list</Button>}
          <Choice
            label="Compare with"
            value={compare}
            options={
              isListed
                ? options
                : [...options, { value: compare, label: base.words === 'the chosen time' ? 'A chosen time' : 'Before the change' }]
            }
            onChange={(next) => params.compareWith(next)}
          />
          {stop}
        </>
      }
    >
      {query.isError && !data ? (
        <span role="alert">
          The comparison could not be made: {showMarks(query.error.message)}{' '}
          <button type="button" className="text-accent hover:underline" onClick={() => void query.refetch()}>
            Try again
          </button>
        </span>
      ) : data ? (
        <Sentence data={data} base={base} />
      ) : (
        <span className="text-muted">Comparing…</span>
      )}
    </Banner>
  )
}

function Sentence({ data, base }: { data: CompareResponse; base: CompareBase }) {
  const now = useNow(30_000)
  const at = (iso: string) => (now === null ? '' : formatMoment(Date.parse(iso), now))
  const words = toCounts(data)
  return (
    <>
      Compared with <strong>{base.words}</strong>
      <span className="text-muted">
        {' '}
        ({at(data.base.from)} to {at(data.base.to)})
      </span>
      : {words === '' ? 'no difference that chance would not explain' : words}.
      {data.notes.map((note) => (
        <span key={note} className="ml-2 text-warn">
          {showMarks(note)}
        </span>
      ))}
    </>
  )
}

/** Edges by the worst of what differs; those of which a window does not tell are counted too. */
function toCounts({ edges }: CompareResponse): string {
  const unknown = edges.filter(({ presence }) => presence === 'unknown').length
  return [
    ...countKinds(edges).map(({ kind, count }) => `${formatPlural(count, 'edge')} ${countedWords(kind, count)}`),
    ...(unknown > 0 ? [`${formatPlural(unknown, 'edge')} not known`] : []),
  ].join(', ')
}
