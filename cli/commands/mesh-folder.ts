import { z } from 'zod'
import { applyDocumentsResponseSchema } from '@/lib/api/apply'
import { applyDocumentsContract } from '@/lib/api/contracts/apply'
import { getMeshContract } from '@/lib/api/contracts/mesh'
import { listPoliciesContract } from '@/lib/api/contracts/policies'
import { meshDocumentSchema } from '@/lib/api/mesh'
import { policiesResponseSchema } from '@/lib/api/policies'
import type { DiffLine } from '@/lib/mesh/plan'
import type { Policy } from '@/lib/mesh/policy'
import { type FolderPolicy, folderProblemText, readMeshFolder, writeMeshFolder } from '@/lib/mesh-folder'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable } from '../table'
import { toParts } from '../to-parts'

const problemsSchema = z.object({
  problems: z.array(z.object({ service: z.string(), path: z.string(), message: z.string(), fix: z.string() })),
})
type MeshDocument = z.output<typeof meshDocumentSchema>
type Edit = { file: string; policy: Policy; baseRevision: number; diff: DiffLine[] }
type Edits = { mesh: { document: MeshDocument; baseRevision: number } | null; policies: Edit[] }

/** The whole mesh as a folder: mesh.yaml and one file per policy. Written again from the same mesh, the bytes are the same. */
export async function exportFolder(session: Session, folder: string, services: readonly string[]): Promise<ExitCode> {
  const { policies } = await session.api({ ...listPoliciesContract, response: policiesResponseSchema })
  const unknown = services.find((service) => !policies.some(({ policy }) => policy.service === service))
  if (unknown) throw new CliError(`there is no policy of "${unknown}"`)
  const isWhole = services.length === 0
  const mesh = isWhole ? await session.api({ ...getMeshContract, response: meshDocumentSchema }) : null
  const files = writeMeshFolder(
    folder,
    mesh,
    policies.map(({ policy }) => policy).filter(({ service }) => isWhole || services.includes(service)),
  )
  printResult(session, { folder, files }, () => files.map((file) => printable(`${folder}/${file}`)).join('\n'))
  return 0
}

/** How a folder differs from what is stored; what would be refused is an error, with file and line. */
export async function planFolder(session: Session, folder: string): Promise<ExitCode> {
  const { edits, files } = await readEdits(session, folder)
  const planned = await send(session, folder, edits, files, 'a plan', true)
  const count = edits.policies.length + (edits.mesh ? 1 : 0)
  printResult(session, { ...planned, diffs: edits.policies.map(({ file, diff }) => ({ file, diff })) }, () =>
    toWords(folder, edits, planned.changes),
  )
  return count === 0 ? 0 : 2
}

/** Everything that differs, in one transaction: a folder with one wrong file changes nothing. */
export async function applyFolder(session: Session, folder: string, reason: string): Promise<ExitCode> {
  const { edits, files } = await readEdits(session, folder)
  if (edits.policies.length === 0 && !edits.mesh) {
    printResult(session, { meshRevision: null, changes: [] }, () => 'Nothing changes.')
    return 0
  }
  const applied = await send(session, folder, edits, files, reason, false)
  printResult(
    session,
    applied,
    () => applied.changes.map(({ id, sentence }) => printable(`${id}  ${sentence}`)).join('\n') || 'The mesh document was applied.',
  )
  return 0
}

async function readEdits(session: Session, folder: string): Promise<{ edits: Edits; files: readonly FolderPolicy[] }> {
  const read = readMeshFolder(folder)
  if (!read.ok)
    throw new CliError(
      `${read.problems.map((problem) => printable(`${folder}/${folderProblemText(problem)}`)).join('\n')}\nNothing was applied.`,
    )
  const { policies } = await session.api({ ...listPoliciesContract, response: policiesResponseSchema })
  const stored = new Map(policies.map((each) => [each.policy.service, each]))
  const edits = read.policies.flatMap(({ file, policy }): Edit[] => {
    const known = stored.get(policy.service)
    const diff = diffPolicy(known?.policy ?? null, policy)
    return diff.every((line) => line.kind === 'same') ? [] : [{ file, policy, baseRevision: known?.revision ?? 0, diff }]
  })
  return { edits: { mesh: await readMeshEdit(session, read.mesh), policies: edits }, files: read.policies }
}

async function readMeshEdit(session: Session, document: MeshDocument | null): Promise<Edits['mesh']> {
  if (!document) return null
  let revision = 0
  const present = await session.api(
    { ...getMeshContract, response: meshDocumentSchema },
    {
      onEtag: (tag) => {
        revision = tag
      },
    },
  )
  return JSON.stringify(meshDocumentSchema.parse(document)) === JSON.stringify(present) ? null : { document, baseRevision: revision }
}

async function send(session: Session, folder: string, edits: Edits, files: readonly FolderPolicy[], reason: string, dryRun: boolean) {
  const policies = edits.policies.map(({ policy, baseRevision }) => ({ policy, baseRevision }))
  const body = { ...(edits.mesh && { mesh: edits.mesh }), policies, reason, dryRun }
  try {
    return await session.api({ ...applyDocumentsContract, response: applyDocumentsResponseSchema }, { body })
  } catch (error) {
    if (error instanceof CliError) throw new CliError(`${withPlaces(folder, files, error)}\nNothing was applied.`)
    throw error
  }
}

/** What the server refuses by meaning, with the file and line of each problem. */
function withPlaces(folder: string, files: readonly FolderPolicy[], error: CliError): string {
  const told = problemsSchema.safeParse(error.details)
  const places = (told.success ? told.data.problems : []).flatMap(({ service, path, message, fix }) => {
    const file = files.find(({ policy }) => policy.service === service)
    if (!file) return []
    const line = file.lineOf(toParts(path))
    return [printable(`${folder}/${file.file}${line === null ? '' : `:${line}`}: ${path}: ${message}; ${fix}`)]
  })
  return places.length > 0 ? places.join('\n') : error.message
}

function toWords(folder: string, { mesh, policies }: Edits, changes: readonly { service: string; sentence: string }[]): string {
  if (policies.length === 0 && !mesh) return 'Nothing changes.'
  const lines = mesh ? [`${folder}/mesh.yaml: the mesh document changes.`] : []
  for (const { file, policy, diff } of policies) {
    const sentence = changes.find(({ service }) => service === policy.service)?.sentence ?? ''
    lines.push(`${folder}/${file}: ${sentence}`)
    lines.push(...diff.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind === 'added' ? '+' : '-'} ${text}`))
  }
  return lines.map(printable).join('\n')
}
