'use client'
import { useEffect, useMemo, useState } from 'react'
import type { PolicyResponse } from '@/lib/api/policies'
import { readPolicyText } from '@/lib/api/policy/read-policy-text'
import type { Policy } from '@/lib/mesh/policy'
import type { PolicySurroundings } from '@/lib/routing/check-policy'
import { mergePolicy } from '@/lib/routing/merge-policy'
import { draftStore } from './draft-store'
import { editPolicy, editPolicyText, policyText } from './edit-policy-text'
import { holdsComments } from './holds-comments'
import { isFields, isSame } from './set-at'

/** What is being edited: one text, from which form, YAML and plan are made. `keptAt`: when it was kept, where it comes from an earlier visit. said: what the text says, where that is known without reading it. */
type Draft = { text: string; base: Policy; revision: number; keptAt: number | null; said?: { value: unknown } | null }

/** The text under edit, what it says, and how it stands to what is stored: clean drafts follow the store, dirty ones wait for a word where somebody else edited. */
export function usePolicyDraft(service: string, present: PolicyResponse, surroundings: PolicySurroundings | null) {
  const [draft, setDraft] = useState(() => begin(service, present))
  const stored = useMemo(() => policyText(draft.base), [draft.base])
  const isDirty = draft.text !== stored
  const isBehind = present.revision > draft.revision
  const read = useMemo(() => readPolicyText(draft.text, service, surroundings, draft.said), [draft.text, draft.said, service, surroundings])
  const hasComments = useMemo(() => holdsComments(draft.text), [draft.text])
  // Only the way in which it is written is one's own then.
  const saysBase = hasComments && isSame(read.read, draft.base)
  // What is written here was committed or applied elsewhere.
  const saysTheirs = isBehind && isSame(read.read, present.policy)
  if (saysTheirs) setDraft(follow(draft, present, hasComments))
  else if (isBehind && (!isDirty || saysBase || isSame(present.policy, draft.base)))
    setDraft(saysBase ? followWritten(draft, present, read.value) : follow(draft, present, isDirty))
  const [isKept, setKept] = useState(true)
  useEffect(() => {
    if (isDirty) setKept(draftStore.write(service, { text: draft.text, base: draft.base, revision: draft.revision, savedAt: Date.now() }))
    else draftStore.clear(service)
  }, [service, draft.text, draft.base, draft.revision, isDirty])
  const setText = (text: string) => setDraft((former) => ({ ...former, text, said: null }))
  return {
    ...draft,
    ...read,
    isDirty,
    hasComments,
    /** It says what is stored, with comments. */
    isOnlyComments: saysBase,
    /** Whether this browser could keep it for the next visit. */
    isKept: isKept || !isDirty,
    /** What somebody else stored meanwhile. */
    theirs: isBehind && isDirty ? present : null,
    setText,
    /** Edits the document itself; what no form shows stays as it is written, and so does what was typed a moment ago and is not drawn yet. */
    edit: (change: (value: unknown) => unknown) =>
      setDraft((former) => {
        const value = former.text === draft.text ? read.value : readPolicyText(former.text, service, null, former.said).value
        if (!isFields(value)) return former
        const next = change(value)
        const { text, isOurs } = editPolicy(former.text, value, next)
        return { ...former, text, said: isOurs ? { value: next } : null }
      }),
    discard: () => setDraft(clean(present.policy, present.revision)),
    /** Puts one's own edit on top of theirs; where both changed one part, one's own stands. Needs a text that reads as a policy. */
    rebase: () => {
      if (!read.read) return
      const merged = mergePolicy(draft.base, read.read, present.policy)
      const text = editPolicyText(draft.text, read.value, merged.ok ? merged.policy : merged.mine)
      setDraft({ text, base: present.policy, revision: present.revision, keptAt: null })
    },
    /** What was applied, as `text`, is what the next edit begins with; what was written meanwhile stays, on top of it, and so do comments, which nobody else keeps. */
    applied: (policy: Policy, revision: number, text: string) =>
      setDraft((former) =>
        former.text === text && !holdsComments(text) ? clean(policy, revision) : { ...former, base: policy, revision },
      ),
  }
}
export type PolicyDraft = ReturnType<typeof usePolicyDraft>

const clean = (base: Policy, revision: number): Draft => ({ text: policyText(base), base, revision, keptAt: null })

const follow = (draft: Draft, { policy, revision }: PolicyResponse, isDirty: boolean): Draft =>
  isDirty ? { ...draft, base: policy, revision } : clean(policy, revision)

/** Their edit, in one's own writing. */
const followWritten = ({ text }: Draft, { policy, revision }: PolicyResponse, value: unknown): Draft => ({
  text: editPolicyText(text, value, policy),
  base: policy,
  revision,
  keptAt: null,
})

function begin(service: string, present: PolicyResponse): Draft {
  const kept = draftStore.read(service)
  if (!kept || kept.text === policyText(kept.base)) return clean(present.policy, present.revision)
  return { text: kept.text, base: kept.base, revision: kept.revision, keptAt: kept.savedAt }
}
