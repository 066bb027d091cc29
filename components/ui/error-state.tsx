'use client'
import { CircleAlert, RotateCw } from 'lucide-react'
import { Button } from './button'
import { CopyButton } from './copy-button'

type Props = {
  title: string
  message: string
  /** What was not changed, where something was asked for. */
  unchanged?: string
  requestId?: string | null | undefined
  onRetry?: () => void
  /** `inline`: a part of a page that lives on. */
  size?: 'page' | 'inline'
}

/** What failed, what was not changed, one action, the request id to copy. */
export function ErrorState({ title, message, unchanged, requestId, onRetry, size = 'page' }: Props) {
  return (
    <div role="alert" className={size === 'page' ? 'mx-auto max-w-130 px-6 py-16' : 'rounded-md border border-bad-mark/50 bg-bad-tint p-3'}>
      <div className="flex items-start gap-2">
        <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
        <div className="min-w-0 flex-1">
          <p className="text-13 font-semibold">{title}</p>
          <p className="break-words text-13 text-muted">{message}</p>
          {unchanged && <p className="text-13 text-muted">{unchanged}</p>}
          {(onRetry || requestId) && (
            <div className="mt-2 flex flex-wrap items-center gap-2">
              {onRetry && (
                <Button icon={<RotateCw size={14} aria-hidden />} onClick={onRetry}>
                  Try again
                </Button>
              )}
              {requestId && (
                <>
                  <code className="break-all font-mono text-12 text-muted">{requestId}</code>
                  <CopyButton text={requestId} label="Copy the request id" />
                </>
              )}
            </div>
          )}
        </div>
      </div>
    </div>
  )
}
