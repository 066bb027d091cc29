import { cx } from '@/components/ui/cx'
import { ScrollRegion } from '@/components/ui/scroll-region'
import type { DiffLine } from '@/lib/mesh/plan'

type Line = DiffLine | { kind: 'gap'; hidden: number }
const grounds = { same: '', removed: 'bg-bad-tint', added: 'bg-ok-tint' }
const signs = { same: '', removed: '−', added: '+' }

/** Lines of a policy in Mono, with numbers; what was removed and added is tinted and signed. Text only. */
export function PolicyText({ lines, label }: { lines: readonly Line[]; label: string }) {
  return (
    <ScrollRegion label={label} className="overflow-x-auto rounded-md border border-line bg-panel py-1.5 font-mono text-12">
      <table className="w-full border-collapse">
        <tbody>
          {lines.map((line) =>
            line.kind === 'gap' ? <Gap key={`gap ${line.hidden}`} hidden={line.hidden} /> : <TextLine key={lineKey(line)} line={line} />,
          )}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

const lineKey = (line: DiffLine): string => `${line.kind} ${line.before} ${line.after}`

function TextLine({ line }: { line: DiffLine }) {
  return (
    <tr className={grounds[line.kind]}>
      <td className="w-10 select-none pr-2 pl-3 text-right text-faint">{line.after ?? line.before}</td>
      <td className={cx('w-5 select-none', line.kind === 'removed' ? 'text-bad' : 'text-ok')}>
        <span aria-hidden>{signs[line.kind]}</span>
        {line.kind !== 'same' && <span className="sr-only">{line.kind}</span>}
      </td>
      <td className="whitespace-pre pr-3">{line.text}</td>
    </tr>
  )
}

function Gap({ hidden }: { hidden: number }) {
  return (
    <tr className="text-faint">
      <td />
      <td />
      <td className="py-0.5">
        {hidden} {hidden === 1 ? 'line' : 'lines'} as before
      </td>
    </tr>
  )
}
