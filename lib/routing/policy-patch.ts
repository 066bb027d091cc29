import type { DiffLine } from '@/lib/mesh/plan'

const around = 3

/** A difference as a unified patch of one file, as `git apply` takes it; empty where nothing differs. */
export function policyPatch(file: string, lines: readonly DiffLine[]): string {
  const changed = lines.flatMap((line, index) => (line.kind === 'same' ? [] : [index]))
  const hunks: [number, number][] = []
  for (const index of changed) {
    const [from, to] = [Math.max(0, index - around), Math.min(lines.length - 1, index + around)]
    const last = hunks.at(-1)
    if (last && from <= last[1] + 1) last[1] = to
    else hunks.push([from, to])
  }
  if (hunks.length === 0) return ''
  return [`--- a/${file}`, `+++ b/${file}`, ...hunks.flatMap(([from, to]) => renderHunk(lines, from, to))].join('\n').concat('\n')
}

function renderHunk(lines: readonly DiffLine[], from: number, to: number): string[] {
  const hunk = lines.slice(from, to + 1)
  const count = (kind: DiffLine['kind']): number => lines.slice(0, from).filter((line) => line.kind !== kind).length
  const [old, fresh] = [hunk.filter(({ kind }) => kind !== 'added').length, hunk.filter(({ kind }) => kind !== 'removed').length]
  const start = (before: number, length: number): number => (length === 0 ? before : before + 1)
  const head = `@@ -${start(count('added'), old)},${old} +${start(count('removed'), fresh)},${fresh} @@`
  return [head, ...hunk.map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`)]
}
