import { cx } from '@/components/ui/cx'
import type { PlanResponse } from '@/lib/api/policies'
import { showMarks } from '@/lib/mesh/display-name'

const around = 2

/** The policy's lines that change, with two lines around them; what is left out is counted. */
export function PlanDiff({ diff }: { diff: PlanResponse['diff'] }) {
  const isNear = diff.map((_, index) => diff.slice(Math.max(0, index - around), index + around + 1).some((line) => line.kind !== 'same'))
  const left = isNear.filter((near) => !near).length
  return (
    <div className="overflow-x-auto rounded-md border border-line py-1 font-mono text-12">
      {diff.map(
        (line, index) =>
          isNear[index] && (
            <div
              key={`${line.kind} ${line.before} ${line.after}`}
              className={cx(
                'flex whitespace-pre leading-5',
                line.kind === 'removed' && 'bg-bad-tint',
                line.kind === 'added' && 'bg-ok-tint',
              )}
            >
              <span className="w-9 shrink-0 pr-2 text-right text-faint">{line.kind === 'removed' ? line.before : line.after}</span>
              <span className={cx('w-6 shrink-0 text-center', line.kind === 'removed' ? 'text-bad' : 'text-ok')}>
                {line.kind === 'removed' ? '−' : line.kind === 'added' ? '+' : ' '}
              </span>
              <span>{showMarks(line.text)}</span>
            </div>
          ),
      )}
      {left > 0 && (
        <p className="px-3 pt-1 font-sans text-faint">{left === 1 ? '1 line is' : `${left} lines are`} the same and not shown</p>
      )}
    </div>
  )
}
