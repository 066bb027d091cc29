import type { FaultWire } from '@/lib/api/faults'
import { displayName } from '@/lib/mesh/display-name'
import { formatCount, formatMs, formatRatio } from '@/lib/mesh/format'

/** Each stop condition: what was counted, against before and against what the fault cannot reach, and how much of the proof to stop is there. */
export function GuardProgress({ fault }: { fault: FaultWire }) {
  return (
    <ul className="flex flex-col gap-2">
      {(fault.guards ?? []).map((guard, index) => {
        const evidence = fault.guardEvidence?.[index]
        const bound =
          guard.metric === 'errorRatio' ? `errors above ${formatRatio(guard.above)}` : `${guard.metric} above ${formatMs(guard.above)}`
        return (
          <li key={`${guard.service} ${guard.metric}`}>
            {displayName(guard.service)}: {bound}
            {evidence && (
              <>
                <p className="text-muted">{countWords(evidence, guard.metric)}</p>
                <div
                  role="img"
                  aria-label={`${Math.round(evidence.progress * 100)} % of the proof that stops it`}
                  className="mt-1 h-[3px] rounded-sm bg-hover"
                >
                  <div className="h-[3px] rounded-sm bg-warn" style={{ width: `${evidence.progress * 100}%` }} />
                </div>
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}

type Evidence = NonNullable<FaultWire['guardEvidence']>[number]

function countWords({ seen, before, control }: Evidence, metric: string): string {
  const share = ({ requests, failures }: Evidence['seen']): string =>
    requests === 0
      ? 'nothing'
      : `${formatCount(failures)} of ${formatCount(requests)} ${metric === 'errorRatio' ? 'failed' : 'were slower'}`
  const was = before === null ? 'not measured before' : `${share(before)} in the hour before`
  return `${share(seen)}; ${was}${control === null ? '' : `; where the fault cannot reach, ${share(control)}`}`
}
