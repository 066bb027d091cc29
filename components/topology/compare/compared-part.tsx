import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ComparedWire } from '@/lib/api/compare'
import { showMarks } from '@/lib/mesh/display-name'
import { formatCount, formatLatency, formatNumber, formatRatio } from '@/lib/mesh/format'
import { PanelSection } from '../panel/panel-section'
import { differenceSentence, kindTones, kindWords, presenceWords, significanceWords, unitOf } from './difference-words'

/** What of a node or edge differs from the other window: the verdicts with their tests, and both windows side by side. */
export function ComparedPart({ compared, words }: { compared: ComparedWire | undefined; words: string }) {
  if (!compared) return null
  const { now, base, differences } = compared
  const unit = unitOf(compared)
  const presence = presenceWords(compared)
  return (
    <PanelSection title={`Compared with ${words}`} note={differences.length === 0 && presence === null ? 'no difference shown' : undefined}>
      <ul className="mb-2 flex flex-col gap-2">
        {differences.map((difference) => (
          <li key={difference.kind} className="text-12">
            <span className="font-semibold" style={{ color: `var(--${textTone(kindTones[difference.kind])})` }}>
              {kindWords[difference.kind]}
            </span>{' '}
            {differenceSentence(difference, unit)}
            <span className="block text-11 text-muted">{significanceWords(difference)}</span>
          </li>
        ))}
        {presence && <li className="text-12 text-muted">{showMarks(presence)}</li>}
      </ul>
      <Table label="Both windows" size="panel">
        <thead>
          <tr>
            <TableHead>window</TableHead>
            <TableHead numeric>requests</TableHead>
            <TableHead numeric>{unit}</TableHead>
            <TableHead numeric>errors</TableHead>
            <TableHead numeric>p95</TableHead>
          </tr>
        </thead>
        <tbody>
          <Side name="this one" side={now} />
          <Side name={words} side={base} />
        </tbody>
      </Table>
    </PanelSection>
  )
}

function Side({ name, side }: { name: string; side: ComparedWire['now'] }) {
  return (
    <TableRow>
      <TableCell>{name}</TableCell>
      <TableCell numeric>{side ? formatCount(side.requests) : '–'}</TableCell>
      <TableCell numeric>{formatNumber(side?.requestsPerSecond ?? side?.connectionsPerSecond)}</TableCell>
      <TableCell numeric>{formatRatio(side?.errorRatio)}</TableCell>
      <TableCell numeric>{formatLatency(side?.latencyMs?.p95, side?.latencyBoundsMs?.p95)}</TableCell>
    </TableRow>
  )
}

/** Marks are too pale for words. */
const textTone = (tone: string): string => tone.replace(/-mark$/, '').replace('ok-quiet', 'ok')
