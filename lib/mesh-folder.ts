import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { stringify } from 'yaml'
import { toPath } from '@/lib/api/contracts/contract'
import { parseBy } from '@/lib/api/parse-problems'
import { policySchema } from '@/lib/api/policies'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import { policyFile } from '@/lib/mesh/policy-file'
import { renderPolicy } from '@/lib/routing/render-policy'
import { type FileProblem, readYaml } from './config/yaml-source'
import { readMeshFile } from './mesh-file'

export type FolderProblem = FileProblem & { file: string }
/** lineOf: the line of a path of the document, from 1. */
export type FolderPolicy = { file: string; text: string; policy: Policy; lineOf(path: readonly PropertyKey[]): number | null }
export type MeshFolder = { ok: true; mesh: MeshDocument | null; policies: FolderPolicy[] } | { ok: false; problems: FolderProblem[] }

const meshFile = 'mesh.yaml'
const isDocument = (file: string): boolean => /[.](ya?ml|json)$/.test(file)

/** The files of a folder that stand for a mesh, by their path in it: `mesh.yaml` and every YAML or JSON file under `policies`, in order of their names. */
export function listMeshFolder(folder: string): string[] {
  const policies = join(folder, 'policies')
  const found = existsSync(policies) ? readdirSync(policies, { recursive: true, encoding: 'utf8' }).filter(isDocument) : []
  const files = found.map((file) => join('policies', file)).sort()
  return existsSync(join(folder, meshFile)) ? [meshFile, ...files] : files
}

/** A whole mesh from a folder. Shape only; all problems of all files at once, each with file, line and path. A folder without any file of a mesh is a problem too. */
export function readMeshFolder(folder: string): MeshFolder {
  const files = listMeshFolder(folder)
  if (files.length === 0)
    return { ok: false, problems: [{ file: folder, path: '', line: null, message: 'there is neither mesh.yaml nor policies/…yaml here' }] }
  const problems: FolderProblem[] = []
  const policies: FolderPolicy[] = []
  let mesh: MeshDocument | null = null
  for (const file of files) {
    if (file === meshFile) {
      const parsed = readMeshFile(join(folder, file))
      if (parsed.ok) mesh = parsed.document
      else problems.push(...parsed.problems.map((problem) => ({ file, ...problem })))
    } else {
      const parsed = readPolicy(folder, file)
      if ('policy' in parsed) policies.push(parsed)
      else problems.push(...parsed.problems)
    }
  }
  problems.push(...findDoubles(policies))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, mesh, policies }
}

function readPolicy(folder: string, file: string): FolderPolicy | { problems: FolderProblem[] } {
  let text: string
  try {
    text = readFileSync(join(folder, file), 'utf8')
  } catch (error) {
    return {
      problems: [{ file, path: '', line: null, message: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }],
    }
  }
  const yaml = readYaml(text)
  if (yaml.problems.length > 0) return { problems: yaml.problems.map((problem) => ({ file, ...problem })) }
  const parsed = parseBy(policySchema, yaml.value)
  if (parsed.ok) return { file, text, policy: parsed.value, lineOf: (path) => yaml.lineOf(path) }
  return { problems: parsed.problems.map(({ path, message }) => ({ file, path: toPath(path), line: yaml.lineOf(path), message })) }
}

function findDoubles(policies: readonly FolderPolicy[]): FolderProblem[] {
  const first = new Map<ServiceName, string>()
  return policies.flatMap(({ file, policy: { service }, lineOf }) => {
    const other = first.get(service)
    if (other === undefined) {
      first.set(service, file)
      return []
    }
    return [{ file, path: 'service', line: lineOf(['service']), message: `${service} stands in ${other} already: keep one of the two` }]
  })
}

/** Writes a mesh as a folder that `readMeshFolder` reads; the same documents give the same bytes. Answers the paths it wrote. Files of other services stay. */
export function writeMeshFolder(folder: string, mesh: MeshDocument | null, policies: readonly Policy[]): string[] {
  const files = new Map<string, string>(mesh ? [[meshFile, stringify(mesh, { lineWidth: 0 })]] : [])
  for (const policy of policies) files.set(policyFile(policy.service), `${renderPolicy(policy).join('\n')}\n`)
  for (const [file, text] of files) {
    const path = join(folder, file)
    if (relative(folder, path).startsWith('..')) throw new Error(`${file} would lie outside ${folder}`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return [...files.keys()]
}

/** `policies/shop/cart.yaml:7: rules[0].backends: …`. */
export const folderProblemText = ({ file, line, path, message }: FolderProblem): string =>
  `${file}${line === null ? '' : `:${line}`}: ${path === '' ? '' : `${path}: `}${message}`
