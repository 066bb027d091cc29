import { Moment } from '@/components/page/moment'
import { Section } from '@/components/page/section'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'

type Event = CanaryDetailWire['timeline'][number]

const phaseWords: Record<NonNullable<Event['to']>, string> = {
  draft: 'drafted',
  applying: 'apply',
  watching: 'watch',
  held: 'hold',
  promoting: 'promote',
  rolling_back: 'roll back',
  ended: 'end',
}

/** Every decision, newest first. What was only told to others is the same decision once more and left out. */
export function CanaryTimeline({ events }: { events: readonly Event[] }) {
  const shown = events
    .filter((event) => event.kind !== 'notify')
    .map((event, number) => ({ event, number }))
    .toReversed()
  return (
    <Section title="Timeline" note="newest first">
      {shown.length === 0 ? (
        <p className="text-12 text-muted">Nothing has happened yet.</p>
      ) : (
        <Table label="Timeline" size="panel" className="min-w-[480px]">
          <thead>
            <tr className="bg-bg">
              <TableHead>time</TableHead>
              <TableHead>decision</TableHead>
              <TableHead>why</TableHead>
              <TableHead>who</TableHead>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ event, number }) => (
              <TableRow key={number} tone={event.kind === 'alert' ? 'warn' : undefined}>
                <TableCell className="whitespace-nowrap pr-3 text-muted">
                  <Moment at={event.at} />
                </TableCell>
                <TableCell className="whitespace-nowrap pr-3 font-semibold">{decisionOf(event)}</TableCell>
                <TableCell className="break-words py-1">{displayName(event.text, 400)}</TableCell>
                <TableCell className="whitespace-nowrap text-muted">{displayName(event.actor, 32)}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  )
}

function decisionOf(event: Event): string {
  if (event.kind === 'alert') return 'alert'
  if (event.kind === 'change') return 'policy'
  return event.to === null ? 'note' : phaseWords[event.to]
}
