import { AppError } from '@/lib/errors'
import { readMeshFile } from '@/lib/mesh-file'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'

/** Brings the stored mesh to the file's, if they differ. A wrong file is refused by line, and what is stored stays. */
export async function loadMeshFile(ctx: Ctx, path: string): Promise<void> {
  const parsed = readMeshFile(path)
  if (!parsed.ok) {
    const lines = parsed.problems.map(
      (problem) => `${path}${problem.line === null ? '' : `:${problem.line}`}: ${problem.path}: ${problem.message}`,
    )
    throw new AppError('invalid', lines.join('\n'))
  }
  const stored = await ctx.store.steer.mesh.get()
  if (stored && JSON.stringify(stored.document) === JSON.stringify(parsed.document)) return
  await putMesh(ctx, { document: parsed.document, baseRevision: stored?.revision ?? 0 })
}
