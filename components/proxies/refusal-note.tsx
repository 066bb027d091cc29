import { Moment } from '@/components/page/moment'
import { CopyButton } from '@/components/ui/copy-button'
import type { ProxyWire } from '@/lib/api/proxies'
import { showMarks } from '@/lib/mesh/display-name'

type Refusal = ProxyWire['sync'][number]

/** What a proxy said when it refused, in its own words. */
export function RefusalNote({ refusal }: { refusal: Refusal }) {
  const words = refusal.error?.trim() || 'It gave no reason.'
  return (
    <div className="rounded-md border border-bad-mark/40 bg-panel px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="text-12 font-semibold text-bad">
          Refused {refusal.type}
          {refusal.sentVersion && ` version ${showMarks(refusal.sentVersion)}`}, <Moment at={refusal.at} />
        </span>
        <span className="min-w-0 flex-1 text-12 text-muted">
          {refusal.ackedVersion ? `still runs version ${showMarks(refusal.ackedVersion)}` : 'runs nothing of this type from Outrider'}
        </span>
        <CopyButton text={words} label="Copy the proxy’s words" words="Copy" />
      </div>
      <p className="mt-1 whitespace-pre-wrap break-words font-mono text-12">{words.split('\n').map(showMarks).join('\n')}</p>
    </div>
  )
}
