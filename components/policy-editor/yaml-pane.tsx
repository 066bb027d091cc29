'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { startTransition } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import { policySchemaQuery } from '@/lib/api/policy-schema-queries'
import { displayName } from '@/lib/mesh/display-name'
import { grpcRetryConditions, httpRetryConditions } from '@/lib/routing/retry-conditions'
import { useEditor } from './editor-context'
import type { Path } from './set-at'
import type { PolicyDraft } from './use-policy-draft'

/** CodeMirror is asked for by this page alone, and only once it stands. */
const YamlEditor = dynamic(() => import('./yaml-editor').then((module) => module.YamlEditor), {
  ssr: false,
  loading: () => <Skeleton className="m-3 h-24" />,
})

type Props = { service: string; draft: PolicyDraft }

/** The same document as text. */
export function YamlPane({ service, draft }: Props) {
  const { versions, callers } = useEditor()
  const schema = useQuery(policySchemaQuery()).data
  const extra = (path: Path): readonly string[] => {
    const key = path.at(-1)
    if (key === 'version') return versions
    if (key === 'caller') return callers
    return path.at(-2) === 'on' ? [...httpRetryConditions, ...grpcRetryConditions] : []
  }
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <YamlEditor
          label={`Policy of ${displayName(service)} as YAML`}
          text={draft.text}
          problems={draft.problems}
          schema={schema}
          extra={extra}
          // Keys come first: cards and plan of a long policy follow when there is time.
          onChange={(text) => startTransition(() => draft.setText(text))}
        />
      </div>
      {draft.hasComments && (
        <p className="shrink-0 px-3 py-1 text-12 text-muted">
          Comments are not stored: a policy keeps what it says, not how it is written. They stay in this browser until you discard the edit.
        </p>
      )}
      {!draft.isKept && (
        <p role="status" className="shrink-0 px-3 py-1 text-12 text-warn">
          This browser cannot keep the edit (its storage is full or off, or the text too long): leaving the page loses it.
        </p>
      )}
    </div>
  )
}
