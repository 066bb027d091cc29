import { Name } from '@/components/page/name'
import type { ServiceDetail } from '@/lib/api/services'
import { formatMs, formatRatio } from '@/lib/mesh/format'

type VersionDifference = ServiceDetail['versionDifferences'][number]
type Difference = VersionDifference['differences'][number]

/** What sets each version apart from the one with the most traffic, and how sure that is. */
export function VersionDifferences({ differences }: { differences: readonly VersionDifference[] }) {
  return differences.map(({ version, base, differences: told, untested }) => (
    <p key={version} className="mt-2 text-12 text-muted">
      <Name text={version} limit={24} className="font-semibold text-text" /> against <Name text={base} limit={24} />:{' '}
      {untested !== undefined ? (
        `not compared, ${untested}.`
      ) : told.length === 0 ? (
        'no difference in errors or latency that chance does not explain.'
      ) : (
        <span className="text-text">{told.map(differenceWords).join('; ')}.</span>
      )}
    </p>
  ))
}

/** `fails more: 10 % against 0.1 % (q < 0.001, exact test, counts scatter 1.2-fold)`. */
export function differenceWords({ kind, now, base, boundMs, q, phi, isDispersionMeasured }: Difference): string {
  const values = `${percent(now)} against ${percent(base)}`
  const scatter = isDispersionMeasured ? `counts scatter ${Number(phi.toFixed(1))}-fold` : 'scatter not measured, taken as 2'
  const sure = `(q ${q < 0.001 ? '< 0.001' : `= ${Number(q.toPrecision(2))}`}, exact test, ${scatter})`
  if (kind === 'slower' || kind === 'faster') return `${kind}: ${values} take over ${formatMs(boundMs)} ${sure}`
  return `${kind === 'failing_more' ? 'fails more' : 'fails less'}: ${values} ${sure}`
}

const percent = (ratio: number): string => (ratio === 0 ? '0 %' : formatRatio(ratio))
