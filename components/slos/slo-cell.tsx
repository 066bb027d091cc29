import { OctagonAlert, TriangleAlert } from 'lucide-react'
import { TableCell } from '@/components/ui/table'
import type { SloStatusWire } from '@/lib/api/slos'
import { alertWords, budgetText, objectiveWords, worstObjective } from './slo-words'

/** The budget of a service's worst target; empty where it has none. */
export function SloCell({ slo }: { slo: SloStatusWire | null }) {
  const worst = slo && worstObjective(slo)
  if (!worst) return <TableCell numeric className="text-faint" />
  const { alert, budget } = worst
  const isLow = budget.leftRatio !== null && budget.leftRatio <= 0
  const Icon = alert?.kind === 'page' ? OctagonAlert : TriangleAlert
  const tone = alert?.kind === 'page' ? 'font-semibold text-bad' : alert || isLow ? 'font-semibold text-warn' : 'text-muted'
  return (
    <TableCell numeric title={`${objectiveWords(worst)}, over ${slo.windowDays} days${alert ? `. ${alertWords(alert)}` : ''}`}>
      <span className={`inline-flex items-center justify-end gap-1 ${tone}`}>
        {(alert || isLow) && <Icon size={12} aria-hidden />}
        {alert && <span className="sr-only">{alert.kind === 'page' ? 'burning fast, ' : 'burning, '}</span>}
        {budgetText(budget.leftRatio)}
      </span>
    </TableCell>
  )
}
