import { CircleAlert } from 'lucide-react'
import { SheetSection } from '@/components/ui/sheet-section'
import type { TextProblem } from '@/lib/api/policy/read-policy-text'
import { showMarks } from '@/lib/mesh/display-name'

/** Everything that keeps a text from being planned, with its line and its place in the document. */
export function ProblemList({ problems }: { problems: readonly TextProblem[] }) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return (
    <SheetSection
      level={2}
      title={errors.length === 1 ? 'One thing is wrong' : `${errors.length} things are wrong`}
      note={`nothing can be planned until ${errors.length === 1 ? 'it is' : 'they are'} mended`}
    >
      <ul aria-label="What is wrong" className="flex flex-col gap-2">
        {errors.map(({ path, line, message }) => (
          <li key={`${line} ${path} ${message}`} className="flex items-start gap-2">
            <CircleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-bad" />
            <p className="min-w-0 break-words text-13">
              <span className="text-muted">
                line {line}
                {path !== '' && <code className="ml-1 font-mono text-12">{showMarks(path)}</code>}
              </span>{' '}
              {showMarks(message)}
            </p>
          </li>
        ))}
      </ul>
    </SheetSection>
  )
}
