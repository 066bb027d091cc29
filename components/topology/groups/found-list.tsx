'use client'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'
import { StatusMark } from '@/components/ui/status-mark'
import type { TopologyResponse } from '@/lib/api/topology'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatLatency, formatPlural, formatRate, formatRatio, noData } from '@/lib/mesh/format'

type Found = NonNullable<TopologyResponse['foundNodes']>
type Props = { found: Found; selected: string | null; onShow: (group: string | null, id: string) => void }

const shown = 6

/** What find fits, also in closed groups, worst first; a row leads there. */
export function FoundList({ found, selected, onShow }: Props) {
  const at = found.first.findIndex(({ id }) => id === selected)
  const from = Math.max(0, Math.min(at - 2, found.first.length - shown))
  const step = (by: number) => {
    const next = found.first[(at + by + found.first.length) % found.first.length]
    if (next) onShow(next.group, next.id)
  }
  return (
    <section aria-label="Matches" className="w-80 max-w-full rounded-md border border-line bg-panel p-2 text-12">
      <header className="flex items-center gap-2 px-1 pb-1">
        <strong>{formatPlural(found.total, 'match', 'matches')}</strong>
        {found.inClosed > 0 && <span className="text-muted">{found.inClosed} in closed groups</span>}
        <span className="flex-1" />
        <IconButton label="Former match" icon={<ChevronUp size={14} aria-hidden />} onClick={() => step(-1)} />
        <IconButton label="Next match" icon={<ChevronDown size={14} aria-hidden />} onClick={() => step(1)} />
      </header>
      <ul>
        {found.first.slice(from, from + shown).map((node) => (
          <li key={node.id}>
            <button
              type="button"
              aria-pressed={node.id === selected}
              title={showMarks(node.reason)}
              onClick={() => onShow(node.group, node.id)}
              className="flex w-full items-center gap-2 rounded-sm px-1 py-1 text-left hover:bg-hover aria-pressed:bg-accent-tint"
            >
              <StatusMark status={node.health} iconOnly />
              <span className="min-w-0 flex-1 truncate">{displayName(node.id, 32)}</span>
              <span className="text-muted">{figureOf(node)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.total > found.first.length && (
        <p className="px-1 pt-1 text-faint">the worst {found.first.length} of them; the rest by opening groups</p>
      )}
    </section>
  )
}

/** What says most: errors where there are some, else why it is not well, else p95, else how much. */
function figureOf({ inbound, health, reason }: Found['first'][number]): string {
  if ((inbound.errorRatio ?? 0) < 0.001 && health !== 'healthy' && health !== 'idle') return displayName(reason, 24)
  if ((inbound.errorRatio ?? 0) >= 0.001) return `${formatRatio(inbound.errorRatio)} errors`
  const p95 = formatLatency(inbound.latencyMs?.p95, inbound.latencyBoundsMs?.p95)
  return p95 === noData ? formatRate(inbound.requestsPerSecond) : `p95 ${p95}`
}
