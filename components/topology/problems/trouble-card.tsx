'use client'
import { ArrowRight, CircleHelp } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { asRoute } from '@/components/frame/as-route'
import { canaryRoute, changeRoute, faultRoute, hasServicePage, proxyRoute, serviceRoute } from '@/components/page/routes'
import { cx } from '@/components/ui/cx'
import { StatusMark } from '@/components/ui/status-mark'
import { useNow } from '@/components/ui/use-now'
import type { TroubleWire } from '@/lib/api/problems'
import { displayName, showMarks } from '@/lib/mesh/display-name'
import { formatAgo, formatSpan } from '@/lib/mesh/format-time'

type Props = { trouble: TroubleWire /** Shows it in the graph; absent where there is none. */; onShow?: (() => void) | undefined }

const tones = { failing: 'border-bad-mark/60', degraded: 'border-warn-mark/50', notice: 'border-line' }

/** One line of "What's wrong?": what, since when, why it is said, what came just before, and the way there. */
export function TroubleCard({ trouble, onShow }: Props) {
  const { severity, title, reasons, causes } = trouble
  return (
    <li className={cx('rounded-md border bg-panel p-3', tones[severity])} data-trouble={trouble.kind}>
      <h3 className="text-13 font-semibold">
        {severity === 'notice' ? (
          <span className="inline-flex items-start gap-1.5">
            <CircleHelp size={14} aria-hidden className="mt-0.5 shrink-0 text-muted" />
            <span className="break-words">{displayName(title, 160)}</span>
          </span>
        ) : (
          <StatusMark status={severity} text={displayName(title, 160)} />
        )}
      </h3>
      <Since at={trouble.since} />
      <ul className="mt-1 flex flex-col gap-0.5 text-12 text-muted">
        {reasons.map((reason) => (
          <li key={reason} className="break-words">
            {displayName(reason, 300)}
          </li>
        ))}
      </ul>
      {causes.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1 border-line border-t pt-2 text-12">
          {causes.map((cause) => (
            <li key={`${cause.kind}:${cause.id}`} className="break-words">
              <span className="text-muted">{whenWords(cause)}: </span>
              <CauseLink cause={cause}>{displayName(cause.sentence, 160)}</CauseLink>
            </li>
          ))}
        </ul>
      )}
      <Ways trouble={trouble} onShow={onShow} />
    </li>
  )
}

function Since({ at }: { at: string | null }) {
  const now = useNow()
  if (at === null || now === null) return null
  return <p className="text-12 text-faint">since {formatAgo(Date.parse(at), now)}</p>
}

type Cause = TroubleWire['causes'][number]

function whenWords({ kind, secondsBefore }: Cause): string {
  const holds = kind === 'change' ? null : { fault: 'a fault is injected', canary: 'a canary runs', drift: 'drift' }[kind]
  if (secondsBefore === null) return holds ?? 'a change'
  const when = secondsBefore < 0 ? 'as it began' : `${formatSpan(secondsBefore * 1000)} before`
  return holds ? `${holds}, ${when}` : when
}

function CauseLink({ cause, children }: { cause: Cause; children: ReactNode }) {
  const routes = { change: changeRoute, fault: faultRoute, canary: canaryRoute }
  if (cause.kind === 'drift') return <span>{children}</span>
  return (
    <Link prefetch={false} href={routes[cause.kind](cause.id)} className="text-accent underline">
      {children}
    </Link>
  )
}

function Ways({ trouble, onShow }: Props) {
  const { subject, service } = trouble
  const page = subject.kind === 'proxy' ? proxyRoute(subject.id) : service && hasServicePage(service) ? serviceRoute(service) : null
  const around = subject.kind !== 'proxy' && service ? asRoute(`/?phone=graph&focus=${encodeURIComponent(service)}`) : null
  return (
    <p className="mt-2 flex flex-wrap gap-x-4 text-12">
      {page && (
        <Link prefetch={false} href={page} className="inline-flex items-center gap-1 text-accent hover:underline max-sm:min-h-11">
          {showMarks(subject.kind === 'proxy' ? subject.id : (service ?? ''))}
          <ArrowRight size={12} aria-hidden />
        </Link>
      )}
      {onShow ? (
        <button type="button" onClick={onShow} className="text-accent hover:underline">
          Show in the graph
        </button>
      ) : (
        around && (
          <Link prefetch={false} href={around} className="inline-flex items-center text-accent hover:underline max-sm:min-h-11">
            In the graph
          </Link>
        )
      )}
    </p>
  )
}
