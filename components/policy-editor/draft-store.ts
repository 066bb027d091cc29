import { z } from 'zod'
import { policySchema } from '@/lib/api/policies'
import type { Policy } from '@/lib/mesh/policy'

/** An edit that was not applied: its text, and the policy and revision it is based on. */
export type StoredDraft = { text: string; base: Policy; revision: number; savedAt: number }

const schema = z.object({ text: z.string().max(2_000_000), base: policySchema, revision: z.number().int(), savedAt: z.number() })
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
  write(service: string, draft: StoredDraft): void {
    try {
      window.localStorage.setItem(keyOf(service), JSON.stringify(draft))
    } catch {
      // Nowhere to keep it.
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
