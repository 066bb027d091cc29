import { z } from 'zod'
import { changeSchema } from '@/lib/api/changes'
import { errorBodySchema } from '@/lib/api/common'
import { policySchema } from '@/lib/api/policies'
import { callUrl } from './api-caller'
import { reviewsPolicy } from './shop-mesh'

/** acknowledged: `revision reason` of each edit answered with 200; blind: conflicts that did not carry the winner's edit. */
export type Edited = { acknowledged: string[]; conflicts: number; blind: number }

const conflict = z.object({ revision: z.number(), policy: policySchema, change: changeSchema })

/** Two editors at the policy of shop/reviews over HTTP, each on the newest revision it knows, until `wanted` edits were asked for. Throws on any other answer. */
export async function editInTurns(url: string, wanted: number): Promise<Edited> {
  const edited: Edited = { acknowledged: [], conflicts: 0, blind: 0 }
  let asked = 0
  const edit = async (name: string): Promise<void> => {
    let base = 1
    while (asked < wanted) {
      const weight = asked++ % 101
      const reason = `${name} ${asked}`
      const headers = { 'if-match': `"${base}"` }
      const body = { policy: reviewsPolicy(100 - weight, weight), reason }
      const answer = await callUrl(url, '/api/v1/policies/shop/reviews', { method: 'PUT', headers, body })
      if (answer.status === 200) {
        base = changeSchema.parse(answer.json()).policyRevision
        edited.acknowledged.push(`${base} ${reason}`)
      } else if (answer.status === 409) {
        edited.conflicts++
        const told = conflict.safeParse(errorBodySchema.parse(answer.json()).error.details)
        const isWinner = told.success && told.data.revision > base && told.data.change.policyRevision === told.data.revision
        if (!isWinner || JSON.stringify(told.data.change.after) !== JSON.stringify(told.data.policy)) edited.blind++
        base = told.success ? told.data.revision : base + 1
      } else throw new Error(`${answer.status} ${answer.text}`)
    }
  }
  await Promise.all([edit('ada'), edit('bo')])
  return edited
}
