import { readFileSync } from 'node:fs'
import { issueWords } from '@/lib/api/issue-words'
import { meshDocumentSchema } from '@/lib/api/mesh'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { type FileProblem, readYaml, toFileProblems } from './config/yaml-source'

export type ParsedMesh = { ok: true; document: MeshDocument } | { ok: false; problems: FileProblem[] }

const keysAt: [RegExp, string[]][] = [
  [/^$/, ['services', 'gateways']],
  [/^services\.\d+$/, ['name', 'protocol', 'port', 'external', 'hosts', 'calls', 'labels', 'versions']],
  [/^services\.\d+\.versions\.\d+$/, ['name', 'endpoints']],
  [/endpoints\.\d+$/, ['address', 'port']],
  [/^gateways\.\d+$/, ['name', 'routes']],
  [/routes\.\d+$/, ['host', 'path', 'service']],
]
const knownKeys = (path: readonly PropertyKey[]): readonly string[] => keysAt.find(([pattern]) => pattern.test(path.join('.')))?.[1] ?? []

/** Parses a mesh document, YAML or JSON. Shape only: what its names mean is checked where it is stored. All problems at once, each with path and line. */
export function parseMesh(text: string): ParsedMesh {
  const source = readYaml(text)
  if (source.problems.length > 0) return { ok: false, problems: source.problems }
  const parsed = meshDocumentSchema.safeParse(source.value, { error: issueWords })
  return parsed.success ? { ok: true, document: parsed.data } : { ok: false, problems: toFileProblems(parsed.error, source, knownKeys) }
}

/** The same from a file, with the text it was parsed from; a file that cannot be read is a problem without a line. */
export function readMeshFile(path: string): ParsedMesh & { text: string } {
  try {
    const text = readFileSync(path, 'utf8')
    return { ...parseMesh(text), text }
  } catch (error) {
    return {
      ok: false,
      text: '',
      problems: [{ path: '', line: null, message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` }],
    }
  }
}
