import type { DiffLine } from '@/lib/mesh/plan'
import type { Policy } from '@/lib/mesh/policy'
import { renderPolicy } from './render-policy'

/**
 * Two policies line by line, as renderPolicy writes them: removed lines before added ones, line numbers from 1, null on the side a line is not on.
 * All lines `same` means the documents are equal. `before` null: everything is added. Quadratic in the lines that differ.
 */
export function diffPolicy(before: Policy | null, after: Policy): DiffLine[] {
  return diffLines(before ? renderPolicy(before) : [], renderPolicy(after))
}

function diffLines(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < fresh.length - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++
  const lines: DiffLine[] = old.slice(0, head).map((text, index) => ({ kind: 'same', before: index + 1, after: index + 1, text }))
  lines.push(...diffMiddle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail), head))
  for (let i = tail; i > 0; i--)
    lines.push({ kind: 'same', before: old.length - i + 1, after: fresh.length - i + 1, text: old[old.length - i] ?? '' })
  return lines
}

function diffMiddle(old: readonly string[], fresh: readonly string[], offset: number): DiffLine[] {
  const common = commonLengths(old, fresh)
  const at = (i: number, j: number): number => common[i * (fresh.length + 1) + j] ?? 0
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      lines.push({ kind: 'same', before: offset + ++i, after: offset + ++j, text: fresh[j - 1] ?? '' })
    } else if (i < old.length && (j === fresh.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', before: offset + ++i, after: null, text: old[i - 1] ?? '' })
    } else {
      lines.push({ kind: 'added', before: null, after: offset + ++j, text: fresh[j - 1] ?? '' })
    }
  }
  return lines
}

/** Longest common subsequence of every pair of suffixes, row by row. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint16Array {
  const width = fresh.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      const below = lengths[(i + 1) * width + j] ?? 0
      const right = lengths[i * width + j + 1] ?? 0
      lengths[i * width + j] = old[i] === fresh[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(below, right)
    }
  }
  return lengths
}
