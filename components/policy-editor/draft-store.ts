import { z } from 'zod'
import { policySchema } from '@/lib/api/policies'
import type { Policy } from '@/lib/mesh/policy'

/** An edit that was not applied: its text, and the policy and revision it is based on. */
export type StoredDraft = { text: string; base: Policy; revision: number; savedAt: number }

const mostCharacters = 2_000_000
const schema = z.object({ text: z.string().max(mostCharacters), base: policySchema, revision: z.number().int(), savedAt: z.number() })
const keyOf = (service: string): string => `outrider.policy-draft:${service}`

/** What this browser keeps of unsaved edits, a draft per service. Without storage (private windows, full) nothing is kept. */
export const draftStore = {
  read(service: string): StoredDraft | null {
    try {
      const parsed = schema.safeParse(JSON.parse(window.localStorage.getItem(keyOf(service)) ?? 'null'))
      return parsed.success ? parsed.data : null
    } catch {
      return null
    }
  },
  /** False where it could not be kept. */
  write(service: string, draft: StoredDraft): boolean {
    try {
      if (draft.text.length > mostCharacters) throw new Error('nobody reads so much again')
      window.localStorage.setItem(keyOf(service), JSON.stringify(draft))
      return true
    } catch {
      // What was kept before is another text.
      draftStore.clear(service)
      return false
    }
  },
  clear(service: string): void {
    try {
      window.localStorage.removeItem(keyOf(service))
    } catch {
      // Nothing was kept.
    }
  },
}
