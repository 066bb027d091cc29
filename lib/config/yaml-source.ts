import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { nearestName } from '@/lib/mesh/nearest-name'

/** One thing that is wrong in a file: where (`services.0.protocol`), in which line (from 1; null when it stands in no line), and what to do. */
export type FileProblem = { path: string; line: number | null; message: string }
export type YamlSource = { value: unknown; problems: FileProblem[]; lineOf(path: readonly PropertyKey[], key?: string): number | null }

/** Parses YAML 1.2, of which JSON is a part; syntax errors and repeated keys are problems with their line. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const problems = document.errors.map((error) => ({ path: '', line: lines.linePos(error.pos[0]).line, message: error.message }))
  const lineAt = (node: unknown): number | null => (isNode(node) && node.range ? lines.linePos(node.range[0]).line : null)
  return {
    value: problems.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined,
    problems,
    lineOf(path, key) {
      const node = path.length === 0 ? document.contents : document.getIn(path, true)
      if (key === undefined) return lineAt(node) ?? (path.length > 0 ? this.lineOf(path.slice(0, -1)) : null)
      if (!isMap(node)) return lineAt(node)
      return lineAt(node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key)
    },
  }
}

/** Every issue of a failed parse with its line; a key nobody knows is named, with the one that was probably meant. */
export function toFileProblems(
  error: z.ZodError,
  source: YamlSource,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
): FileProblem[] {
  return error.issues.flatMap((issue): FileProblem[] => {
    const path = issue.path.map(String)
    if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), line: source.lineOf(issue.path), message: issue.message }]
    return issue.keys.map((key) => {
      const meant = nearestName(key, knownKeys(issue.path))
      const message = `there is no key "${key}" here${meant ? `; did you mean "${meant}"?` : `; known are ${knownKeys(issue.path).join(', ')}`}`
      return { path: [...path, key].join('.'), line: source.lineOf(issue.path, key), message }
    })
  })
}
