import type { PolicyWire } from '@/lib/api/policies-queries'
import type { DiffLine } from '@/lib/mesh/plan'
import { diffPolicy } from '@/lib/routing/diff-policy'

/** A whole policy as lines that are all the same before and after. */
export const policyLines = (policy: PolicyWire): DiffLine[] => diffPolicy(policy, policy)

/** Only what differs, with `around` lines of context; a gap between two parts is a line of kind `gap`. */
export function foldLines(lines: readonly DiffLine[], around = 3): (DiffLine | { kind: 'gap'; hidden: number })[] {
  const near = new Set<number>()
  lines.forEach((line, index) => {
    if (line.kind === 'same') return
    for (let at = index - around; at <= index + around; at++) near.add(at)
  })
  const folded: (DiffLine | { kind: 'gap'; hidden: number })[] = []
  lines.forEach((line, index) => {
    if (near.has(index)) folded.push(line)
    else {
      const last = folded.at(-1)
      if (last?.kind === 'gap') last.hidden += 1
      else folded.push({ kind: 'gap', hidden: 1 })
    }
  })
  return folded
}
