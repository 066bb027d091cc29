'use client'
import { replaceEqualDeep } from '@tanstack/react-query'
import { ArrowLeft, Undo2 } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo, useState } from 'react'
import { PageHead } from '@/components/frame/page-head'
import { useRange } from '@/components/frame/use-range'
import { Moment } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { serviceRoute } from '@/components/page/routes'
import { Section } from '@/components/page/section'
import { EvidenceSheet } from '@/components/policies/evidence-sheet'
import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { cx } from '@/components/ui/cx'
import type { PolicyResponse } from '@/lib/api/policies'
import { showMarks } from '@/lib/mesh/display-name'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { ApplyBar } from './apply-bar'
import { destinationParts } from './destination-parts'
import { type Editor, EditorContext } from './editor-context'
import { ForeignEdit } from './foreign-edit'
import { LivePlan } from './live-plan'
import { PartsForm } from './parts-form'
import { RuleList } from './rule-list'
import { isFields, setAt } from './set-at'
import { type LivePlan as Plan, useLivePlan } from './use-live-plan'
import { type PolicyDraft, usePolicyDraft } from './use-policy-draft'
import { YamlPane } from './yaml-pane'

type Props = { service: string; present: PolicyResponse; mesh: MeshDocument }

/** Cards and settings at the left, the same document as YAML at the right, its plan under that. All three are of one text. */
export function PolicyEditor({ service, present, mesh }: Props) {
  const spec = mesh.services.find((each) => each.name === service)
  const surroundings = useMemo(() => ({ service: spec, mesh }), [spec, mesh])
  const draft = usePolicyDraft(service, present, surroundings)
  const [changeId, showChange] = useQueryState('change', parseAsString)
  const plan = useLivePlan(service, draft, (change, text) => {
    draft.applied(change.after, change.policyRevision, text)
    void showChange(change.id)
  })
  const shown = useLastReadable(draft.value)
  const callers = useMemo(() => callersOf(mesh, service), [mesh, service])
  const editor: Editor = {
    value: shown,
    problems: draft.problems,
    protocol: spec?.protocol ?? 'http',
    versions: spec?.versions.map(({ name }) => name) ?? [],
    callers,
    set: (path, next) => draft.edit((value) => setAt(value, path, next)),
    whyNot: (feature) => whyNot(present.capabilities, feature),
  }
  return (
    <EditorContext value={editor}>
      <div className="flex flex-col xl:h-full">
        <EditorHead service={service} draft={draft} present={present} />
        {draft.theirs && (
          <div className="xl:max-h-[45%] xl:shrink-0 xl:overflow-y-auto">
            <ForeignEdit draft={draft} theirs={draft.theirs} />
          </div>
        )}
        <div className="grid min-h-0 flex-1 grid-cols-1 xl:grid-cols-2">
          <Forms draft={draft} />
          <TextAndPlan service={service} draft={draft} plan={plan} folder={present.folder} />
        </div>
        {changeId && (
          <EvidenceSheet
            service={service}
            changeId={changeId}
            onClose={() => void showChange(null)}
            onApplied={(change) => void showChange(change.id)}
          />
        )}
      </div>
    </EditorContext>
  )
}

type PaneProps = { service: string; draft: PolicyDraft; plan: Plan; folder: string | null | undefined }

function TextAndPlan({ service, draft, plan, folder }: PaneProps) {
  const { isLive } = useRange()
  return (
    <div className="flex min-w-0 flex-col xl:min-h-0 xl:border-l">
      <section aria-label="The policy as YAML" className="h-80 shrink-0 border-line border-b xl:h-[45%]">
        <YamlPane service={service} draft={draft} />
      </section>
      <section aria-label="Plan" className="min-h-0 flex-1 xl:overflow-y-auto">
        <LivePlan draft={draft} plan={plan} folder={folder} />
      </section>
      <div className="max-xl:sticky max-xl:bottom-0 max-xl:z-10">
        <ApplyBar draft={draft} plan={plan} folder={folder} blocked={isLive ? null : 'This is the past; go back to now to edit'} />
      </div>
    </div>
  )
}

function EditorHead({ service, draft, present }: { service: string; draft: PolicyDraft; present: PolicyResponse }) {
  const running = present.overlays.map(({ text }) => showMarks(text)).join('; ')
  return (
    <PageHead
      title={
        <>
          Policy of <Name text={service} />
        </>
      }
      mark={draft.isDirty && (draft.isOnlyComments ? <Chip>only comments</Chip> : <Chip tone="accent">not applied</Chip>)}
      sub={
        <>
          {draft.isDirty ? `Your edit of revision ${draft.revision}` : `Revision ${draft.revision}`}; nothing is sent before Apply, and it
          can be undone.
          {draft.isDirty && draft.keptAt !== null && (
            <>
              {' '}
              Kept by this browser since <Moment at={new Date(draft.keptAt).toISOString()} />.
            </>
          )}
          {running !== '' && ` Beside it: ${running}.`}
        </>
      }
      actions={
        <>
          <Button
            size="large"
            icon={<Undo2 size={14} aria-hidden />}
            disabledReason={draft.isDirty ? null : 'Nothing is edited'}
            onClick={draft.discard}
          >
            Discard edit
          </Button>
          <Button asChild size="large">
            <Link prefetch={false} href={serviceRoute(service)}>
              <ArrowLeft size={14} aria-hidden /> Service
            </Link>
          </Button>
        </>
      }
    />
  )
}

/** Cards and settings; while the text cannot be read they stay as they were, out of reach. */
function Forms({ draft }: { draft: PolicyDraft }) {
  const isUnreadable = !isFields(draft.value)
  return (
    // While its cards are out of reach it must still be scrolled by keyboard.
    <section aria-label="The policy as cards" tabIndex={isUnreadable ? 0 : undefined} className="min-w-0 xl:overflow-y-auto">
      {isUnreadable && (
        <p
          role="status"
          className="appear-late sticky top-0 z-10 -mb-14 flex h-14 items-center border-warn-mark/50 border-b bg-warn-tint px-6 text-13 max-sm:px-4"
        >
          The YAML cannot be read as it stands (line {draft.problems[0]?.line ?? 1}); the cards are those of the text before.
        </p>
      )}
      <div inert={isUnreadable} className={cx(isUnreadable && 'opacity-50')}>
        <Section title="Rules" note="the first that matches is taken">
          <RuleList base={draft.base} />
        </Section>
        <Section title="Destination" note="for every request, whatever its rule">
          <PartsForm path={['destination']} parts={destinationParts} label="Add" />
        </Section>
      </div>
    </section>
  )
}

/** The document, or the one before while the text is not to be read. What did not change of it stays the same object, so that only what did is drawn anew. */
function useLastReadable(value: unknown): unknown {
  const [last, setLast] = useState(value)
  const next = isFields(value) ? replaceEqualDeep(last, value) : last
  if (next !== last) setLast(next)
  return next
}

/** Who may call: services that may, gateways that do; versions where there are several. */
function callersOf({ services, gateways }: MeshDocument, service: string): string[] {
  const calling = services.filter(({ calls, name }) => name !== service && (calls === undefined || calls.includes(service)))
  const named = calling.flatMap(({ name, versions }) => [
    name,
    ...(versions.length > 1 ? versions.map((each) => `${name}@${each.name}`) : []),
  ])
  return [...named, ...gateways.filter(({ routes }) => routes.some((route) => route.service === service)).map(({ name }) => name)]
}

function whyNot(capabilities: PolicyResponse['capabilities'], feature: string): string | null {
  const found = capabilities.find((each) => each.feature === feature)
  if (!found || found.supported) return null
  return found.reason ?? 'its driver does not support it'
}
