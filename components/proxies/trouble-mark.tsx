import { CircleHelp, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ProxyWire } from '@/lib/api/proxies'
import { proxyTrouble } from './proxy-rank'

/** Quiet for the quiet: a dot; a shape of its own for each trouble. */
export function TroubleMark({ proxy }: { proxy: ProxyWire }) {
  switch (proxyTrouble(proxy)) {
    case 'refused':
      return (
        <>
          <OctagonAlert size={14} aria-hidden className="shrink-0 text-bad" />
          <span className="sr-only">refused,</span>
        </>
      )
    case 'silent':
      return (
        <>
          <CircleHelp size={14} aria-hidden className="shrink-0 text-muted" />
          <span className="sr-only">not answering,</span>
        </>
      )
    case 'stale':
      return (
        <>
          <TriangleAlert size={14} aria-hidden className="shrink-0 text-warn" />
          <span className="sr-only">stale,</span>
        </>
      )
    case 'noted':
      return (
        <>
          <TriangleAlert size={14} aria-hidden className="shrink-0 text-faint" />
          <span className="sr-only">noted,</span>
        </>
      )
    case 'none':
      return (
        <span className="flex size-3.5 shrink-0 items-center justify-center">
          <span aria-hidden className="size-1.5 rounded-[9px] bg-ok-quiet" />
          <span className="sr-only">in order,</span>
        </span>
      )
  }
}
