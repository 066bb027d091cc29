'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Ago } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { proxyRoute } from '@/components/page/routes'
import { Chip } from '@/components/ui/chip'
import { cx } from '@/components/ui/cx'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { ProxyWire } from '@/lib/api/proxies'
import { displayName } from '@/lib/mesh/display-name'
import { formatBytes, formatMs } from '@/lib/mesh/format'
import { proxyTrouble, troubleText } from './proxy-rank'
import { RefusalNote } from './refusal-note'
import { SyncCells, syncTypes } from './sync-cells'
import { TroubleMark } from './trouble-mark'

export type Density = 'compact' | 'comfortable'
const columns = 8 + syncTypes.length
/** A sweep this long is worth a look: the admin page is slow. */
const slowSweepMs = 1000

export function ProxiesTable({ proxies, density }: { proxies: readonly ProxyWire[]; density: Density }) {
  return (
    <Table label="Proxies, worst first" className={cx('min-w-[1080px]', density === 'comfortable' && '[&_td]:h-10!')}>
      <thead>
        <tr className="bg-bg">
          <TableHead>proxy</TableHead>
          <TableHead>service</TableHead>
          <TableHead>build</TableHead>
          <TableHead>answered</TableHead>
          {syncTypes.map((type) => (
            <TableHead key={type} className="text-center!">
              {type}
            </TableHead>
          ))}
          <TableHead numeric>sweep</TableHead>
          <TableHead numeric>page</TableHead>
          <TableHead>problem</TableHead>
        </tr>
      </thead>
      <tbody>
        {proxies.map((proxy) => (
          <ProxyRows key={proxy.id} proxy={proxy} />
        ))}
      </tbody>
    </Table>
  )
}

function ProxyRows({ proxy }: { proxy: ProxyWire }) {
  const router = useRouter()
  const trouble = proxyTrouble(proxy)
  const refusals = proxy.sync.filter((type) => type.status === 'NACKED')
  const tone = trouble === 'refused' ? 'bad' : undefined
  return (
    <>
      <TableRow tone={tone} onClick={() => router.push(proxyRoute(proxy.id))} className={refusals.length > 0 ? 'border-b-0' : ''}>
        <TableCell>
          <span className="flex items-center gap-2">
            <TroubleMark proxy={proxy} />
            <Link href={proxyRoute(proxy.id)} className="font-mono hover:underline" onClick={(event) => event.stopPropagation()}>
              <Name text={proxy.id} limit={36} />
            </Link>
            {proxy.simulated && <Chip tone="warn">SIMULATED</Chip>}
          </span>
        </TableCell>
        <TableCell className="whitespace-nowrap text-muted">
          <Name text={proxy.service} limit={36} /> {proxy.version && <Name text={proxy.version} limit={16} />}
        </TableCell>
        <TableCell className="whitespace-nowrap text-muted">{displayName(proxy.build ?? '–', 24)}</TableCell>
        <TableCell className={cx('whitespace-nowrap', proxy.answering ? 'text-muted' : 'font-semibold')}>
          <Answered proxy={proxy} />
        </TableCell>
        <SyncCells proxy={proxy} />
        <TableCell numeric className={cx((proxy.sweepMs ?? 0) > slowSweepMs ? 'font-semibold text-warn' : 'text-muted')}>
          {proxy.answering ? formatMs(proxy.sweepMs) : '–'}
        </TableCell>
        <TableCell numeric className="text-muted">
          {proxy.answering ? formatBytes(proxy.sweepBytes) : '–'}
        </TableCell>
        <TableCell
          className={cx(
            'max-w-90 truncate',
            trouble === 'refused' ? 'font-medium text-bad' : trouble === 'stale' ? 'text-warn' : 'text-muted',
          )}
        >
          {displayName(troubleText(proxy) ?? '', 120)}
        </TableCell>
      </TableRow>
      {refusals.length > 0 && (
        <tr className="border-line border-b bg-bad-tint">
          <td colSpan={columns} className="pb-3">
            <div className="flex flex-col gap-2">
              {refusals.map((refusal) => (
                <RefusalNote key={refusal.type} refusal={refusal} />
              ))}
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

function Answered({ proxy }: { proxy: ProxyWire }) {
  if (proxy.lastAnswerAt === null) return 'never'
  if (proxy.answering) return <Ago at={proxy.lastAnswerAt} />
  return (
    <>
      silent, last <Ago at={proxy.lastAnswerAt} />
    </>
  )
}
