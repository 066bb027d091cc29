import { Moment } from '@/components/page/moment'
import { Section } from '@/components/page/section'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ProxyDetailWire } from '@/lib/api/proxies'
import { displayName } from '@/lib/mesh/display-name'
import { RefusalNote } from './refusal-note'
import { SyncMark, syncTypes } from './sync-cells'

const meanings: Record<(typeof syncTypes)[number], string> = {
  CDS: 'destinations',
  EDS: 'their endpoints',
  LDS: 'what it listens on',
  RDS: 'routes and weights',
  RTDS: 'leased values: faults',
}

/** Per resource type: what was sent, what it acknowledged, and its own words where it refused. */
export function ProxySync({ proxy }: { proxy: ProxyDetailWire }) {
  if (proxy.isStatic) return null
  const refusals = proxy.sync.filter((type) => type.status === 'NACKED')
  return (
    <Section title="Asked and acknowledged" note="a version moves when its content does">
      {!proxy.connected && (
        <p className="hatched mb-2 rounded-sm px-2 py-1 text-12">
          Not connected: what stands here is what it last said; whether it still runs that is unknown.
        </p>
      )}
      <Table label="Sync per resource type" size="panel" className="min-w-[560px]">
        <thead>
          <tr className="bg-bg">
            <TableHead>type</TableHead>
            <TableHead>what</TableHead>
            <TableHead>status</TableHead>
            <TableHead>sent</TableHead>
            <TableHead>acknowledged</TableHead>
            <TableHead>last moved</TableHead>
          </tr>
        </thead>
        <tbody>
          {syncTypes.map((type) => {
            const sync = proxy.sync.find((each) => each.type === type)
            return (
              <TableRow key={type} tone={sync?.status === 'NACKED' ? 'bad' : undefined}>
                <TableCell className="font-semibold">{type}</TableCell>
                <TableCell className="text-muted">{meanings[type]}</TableCell>
                <TableCell>
                  {proxy.connected || sync?.status === 'NACKED' ? <SyncMark status={sync?.status ?? 'NOT_SENT'} /> : 'unknown'}
                </TableCell>
                <TableCell className="font-mono">{displayName(sync?.sentVersion ?? '–', 24)}</TableCell>
                <TableCell className="font-mono">{displayName(sync?.ackedVersion ?? '–', 24)}</TableCell>
                <TableCell className="text-muted">
                  <Moment at={sync?.at ?? null} />
                </TableCell>
              </TableRow>
            )
          })}
        </tbody>
      </Table>
      {refusals.length > 0 && (
        <div className="mt-3 flex flex-col gap-2">
          {refusals.map((refusal) => (
            <RefusalNote key={refusal.type} refusal={refusal} />
          ))}
        </div>
      )}
    </Section>
  )
}
