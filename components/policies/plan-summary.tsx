import { cx } from '@/components/ui/cx'
import { SheetSection } from '@/components/ui/sheet-section'
import type { PlanResponse } from '@/lib/api/policies'
import { showMarks } from '@/lib/mesh/display-name'
import { formatPlural, formatRate } from '@/lib/mesh/format'
import type { Weights } from './weights-of'

/** The plan in words: the sentence large, whom and what it touches under it. `now`: the weights that Undo restores, where it is about weights. */
export function PlanSummary({ plan, now, isStale }: { plan: PlanResponse; now: Weights | null; isStale: boolean }) {
  return (
    <SheetSection title="Plan" className={cx(isStale && 'opacity-60')}>
      {plan.sentences.length === 0 ? (
        <p className="text-15 font-medium">Nothing would change.</p>
      ) : (
        plan.sentences.map((sentence) => (
          <p key={sentence} className="break-words text-15 font-medium">
            {toSentence(showMarks(sentence))}
          </p>
        ))
      )}
      {plan.sentences.length > 0 && <p className="mt-1 text-13 text-muted">{touches(plan, now)}</p>}
    </SheetSection>
  )
}

const toSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

function touches(plan: PlanResponse, now: Weights | null): string {
  const rate =
    plan.requestsPerSecond === null ? 'How many requests it touches was not measured' : `Touches ${formatRate(plan.requestsPerSecond)}`
  const types = [...new Set(plan.resources.map((resource) => resource.type))]
  const quiet = types.every((type) => type === 'RDS' || type === 'RTDS') ? '; no listener, no cluster, nothing drains' : ''
  const resources = `Changes ${formatPlural(plan.resources.length, 'resource')} on ${formatPlural(plan.proxies.length, 'proxy', 'proxies')}${plan.resources.length > 0 ? quiet : ''}`
  const weights = Object.entries(now ?? {}).map(([version, weight]) => `${version} ${weight}`)
  const back = now ? weights.join(', ') : `revision ${plan.baseRevision}`
  return `${rate}. ${resources}. Undo restores ${back}.`
}
