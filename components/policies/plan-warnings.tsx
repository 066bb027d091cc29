import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import { SheetSection } from '@/components/ui/sheet-section'
import type { PlanResponse } from '@/lib/api/policies'
import { showMarks } from '@/lib/mesh/display-name'

/** What to know before applying, each with a way out; what nobody can know; or that nothing was found. */
export function PlanWarnings({ plan }: { plan: PlanResponse }) {
  const { warnings } = plan
  return (
    <SheetSection
      title="Before you apply"
      note={warnings.length === 0 ? undefined : warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}
    >
      <ul className="flex flex-col gap-3">
        {warnings.map((warning) => (
          <li key={`${warning.rule} ${warning.message}`} className="flex items-start gap-2">
            <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-warn" />
            <div className="min-w-0">
              <p className="break-words text-13 font-medium">{showMarks(warning.message)}</p>
              <p className="break-words text-12 text-muted">{showMarks(warning.fix)}</p>
            </div>
          </li>
        ))}
        {plan.notes.map((note) => (
          <li key={note} className="flex items-start gap-2">
            <CircleHelp size={14} aria-hidden className="mt-0.5 shrink-0 text-muted" />
            <p className="min-w-0 break-words text-12 text-muted">{showMarks(note)}</p>
          </li>
        ))}
        {warnings.length === 0 && (
          <li className="flex items-start gap-2">
            <CircleCheck size={14} aria-hidden className="mt-0.5 shrink-0 text-ok" />
            <p className="text-13">Nothing speaks against it: no warning was found.</p>
          </li>
        )}
      </ul>
    </SheetSection>
  )
}
