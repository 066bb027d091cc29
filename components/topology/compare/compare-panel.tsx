'use client'
import { GitCompareArrows } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { ComparedWire, DifferenceWire } from '@/lib/api/compare'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { PanelFrame } from '../panel/panel-frame'
import { PanelSection } from '../panel/panel-section'
import type { ComparisonView } from './comparison-view'
import { differenceSentence, kindTones, kindWords, presenceWords, unitOf } from './difference-words'

type Props = { view: ComparisonView; onClose: () => void; onStop: () => void; onSelect: (id: string) => void }

/** What changed, the worst first, each line with both values; a click opens the edge. On a small screen this is the page. */
export function ComparePanel({ view, onClose, onStop, onSelect }: Props) {
  const { top, tested, level, edges } = view.comparison
  const told = top.flatMap(({ id }) => view.edges.get(id) ?? [])
  const unsure = edges.filter((edge) => edge.differences.length === 0 && (edge.presence === 'new' || edge.presence === 'gone'))
  const unknown = edges.filter((edge) => edge.presence === 'unknown')
  return (
    <PanelFrame
      icon={<GitCompareArrows size={16} aria-hidden />}
      title="What changed"
      mark={<span className="text-12 text-muted">{formatPlural(told.length, 'edge')}</span>}
      sub={`Compared with ${view.words}; ${formatPlural(tested.rate, 'edge')} tested, at most ${level * 100} % of what is told is chance`}
      onClose={onClose}
    >
      <div className="border-line border-b px-4 py-2 sm:hidden">
        <Button size="touch" className="w-full" onClick={onStop}>
          Stop comparing
        </Button>
      </div>
      {told.length === 0 ? (
        <PanelSection>
          <p className="text-13 text-muted">Nothing differs more than chance explains.</p>
        </PanelSection>
      ) : (
        <ol>
          {told.map((edge) => (
            <Line key={edge.id} edge={edge} onSelect={onSelect} />
          ))}
        </ol>
      )}
      <Rest title="Too few calls to tell" edges={unsure} onSelect={onSelect} />
      <Rest title="Not known" edges={unknown} onSelect={onSelect} />
    </PanelFrame>
  )
}

function Line({ edge, onSelect }: { edge: ComparedWire; onSelect: (id: string) => void }) {
  return (
    <li className="border-line border-b">
      <button type="button" onClick={() => onSelect(edge.id)} className="block min-h-11 w-full px-4 py-2 text-left hover:bg-hover">
        <span className="block break-words text-13 font-semibold">{edgeName(edge.id)}</span>
        {edge.differences.map((difference) => (
          <Difference key={difference.kind} difference={difference} unit={unitOf(edge)} />
        ))}
      </button>
    </li>
  )
}

function Difference({ difference, unit }: { difference: DifferenceWire; unit: string }) {
  return (
    <span className="flex items-baseline gap-2 text-12">
      <span aria-hidden className="size-2 shrink-0 rounded-sm" style={{ background: `var(--${kindTones[difference.kind]})` }} />
      <span className="text-muted">
        <strong className="text-text">{kindWords[difference.kind]}</strong>: {differenceSentence(difference, unit)}
      </span>
    </span>
  )
}

const mostRest = 20

function Rest({ title, edges, onSelect }: { title: string; edges: readonly ComparedWire[]; onSelect: (id: string) => void }) {
  if (edges.length === 0) return null
  return (
    <PanelSection title={title} note={formatPlural(edges.length, 'edge')}>
      <ul>
        {edges.slice(0, mostRest).map((edge) => (
          <li key={edge.id}>
            <button type="button" onClick={() => onSelect(edge.id)} className="block w-full py-1 text-left text-12 hover:bg-hover">
              {edgeName(edge.id)}
              <span className="block text-11 text-muted">{showMarks(presenceWords(edge) ?? '')}</span>
            </button>
          </li>
        ))}
      </ul>
      {edges.length > mostRest && <p className="text-12 text-muted">and {edges.length - mostRest} more; the table lists all.</p>}
    </PanelSection>
  )
}

/** `shop/a → shop/b`, as the id has it. */
function edgeName(id: string): string {
  const [, source = id, target = ''] = /^(.*)>(.*):[a-z]+$/.exec(id) ?? []
  return `${displayName(source, 40)} → ${displayName(target, 40)}`
}
