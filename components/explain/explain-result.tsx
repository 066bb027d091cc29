import { ArrowRight, CircleAlert, CircleDashed, CircleHelp, Minus } from 'lucide-react'
import { cx } from '@/components/ui/cx'
import type { ExplanationWire } from '@/lib/api/explain'
import { displayName, showMarks } from '@/lib/mesh/display-name'

type Hop = ExplanationWire['hops'][number]
type Rule = Hop['rules'][number]

const verdicts = {
  takes: { icon: ArrowRight, tone: 'text-accent', words: 'takes it' },
  may_take: { icon: CircleHelp, tone: 'text-warn', words: 'may take it' },
  passes: { icon: Minus, tone: 'text-faint', words: 'does not match' },
  not_reached: { icon: CircleDashed, tone: 'text-faint', words: 'is not reached' },
} as const

/** Hop by hop, in the order of the calls; notes on the way as a whole at the end. */
export function ExplainResult({ explanation }: { explanation: ExplanationWire }) {
  if (explanation.problem !== null)
    return (
      <p role="status" className="mt-4 flex items-start gap-2 text-13">
        <CircleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-warn" />
        <span>{showMarks(explanation.problem)}</span>
      </p>
    )
  return (
    <div role="status" className="mt-4">
      <ol className="flex flex-col gap-4">
        {explanation.hops.map((hop) => (
          <li key={`${hop.depth} ${hop.caller} ${hop.service}`} style={{ paddingLeft: `${hop.depth * 16}px` }}>
            <HopPart hop={hop} />
          </li>
        ))}
      </ol>
      {explanation.notes.map((note) => (
        <p key={note} className="mt-3 flex items-start gap-2 text-12 text-muted">
          <CircleHelp size={14} aria-hidden className="mt-px shrink-0" />
          <span>{showMarks(note)}</span>
        </p>
      ))}
    </div>
  )
}

function HopPart({ hop }: { hop: Hop }) {
  return (
    <>
      <h3 className="text-13 font-medium">
        {displayName(hop.caller ?? 'a caller')} → {displayName(hop.service)}{' '}
        <span className="font-normal text-12 text-muted">{showMarks(hop.why)}</span>
      </h3>
      <ul className="mt-1 flex flex-col gap-0.5">
        {hop.rules.map((rule) => (
          <RuleLine key={rule.name} rule={rule} />
        ))}
      </ul>
      {hop.outcomes.map((outcome) => (
        <div key={outcome.rule} className="mt-1.5 border-line border-l-2 pl-3 text-12">
          {!outcome.isCertain && <p className="text-muted">Where rule {displayName(outcome.rule)} takes it:</p>}
          {outcome.sentences.map((sentence) => (
            <p key={sentence} className="break-words">
              {showMarks(sentence)}
            </p>
          ))}
        </div>
      ))}
    </>
  )
}

function RuleLine({ rule }: { rule: Rule }) {
  const { icon: Icon, tone, words } = verdicts[rule.verdict]
  const isOut = rule.verdict === 'passes' || rule.verdict === 'not_reached'
  return (
    <li className={cx('flex items-start gap-2 text-12', isOut && 'text-muted')}>
      <Icon size={14} aria-hidden className={cx('mt-px shrink-0', tone)} />
      <span className="min-w-0 break-words">
        <span className={cx(!isOut && 'font-medium')}>{displayName(rule.name)}</span> {words}: {showMarks(rule.why)}
      </span>
    </li>
  )
}
