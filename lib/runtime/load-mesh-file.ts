import { createHash } from 'node:crypto'
import { configProblemText } from '@/lib/config'
import { AppError } from '@/lib/errors'
import { readMeshFile } from '@/lib/mesh-file'
import type { Ctx } from '@/lib/operations/ctx'
import { putMesh } from '@/lib/operations/mesh/put'

const loadedKey = 'mesh-file'
type Loaded = { hash: string; revision: number }

/**
 * Takes the mesh file over into the store when the file is new or has changed since it was last taken over: an edit of the mesh over the API outlives a restart.
 * Where both have moved, or the file does not fit the policies, the store stands and the answer says so in words; null when all is well.
 * A file that is wrong in itself is refused by line (throws `invalid`), and what is stored stays.
 */
export async function loadMeshFile(ctx: Ctx, path: string): Promise<string | null> {
  const parsed = readMeshFile(path)
  if (!parsed.ok) throw new AppError('invalid', parsed.problems.map((problem) => configProblemText(path, problem)).join('\n'))
  const hash = createHash('sha256').update(parsed.text).digest('hex')
  const { steer } = ctx.store
  const [stored, last] = [await steer.mesh.get(), asLoaded(await steer.values.get(loadedKey))]
  if (last?.hash === hash) return null
  const isSame = stored !== null && JSON.stringify(stored.document) === JSON.stringify(parsed.document)
  if (!isSame && stored && last && stored.revision !== last.revision)
    return `${path} has changed, and so has the mesh in the store (revision ${stored.revision}): the store stands; put the file over the API to replace it`
  try {
    const revision = isSame
      ? stored.revision
      : (await putMesh(ctx, { document: parsed.document, baseRevision: stored?.revision ?? 0 })).revision
    await steer.values.put(loadedKey, JSON.stringify({ hash, revision } satisfies Loaded))
    return null
  } catch (error) {
    if (error instanceof AppError && stored) return `${path} was not taken over, the mesh in the store stands: ${error.message}`
    throw error
  }
}

/** Written by this file alone. */
const asLoaded = (text: string | null): Loaded | null => (text === null ? null : (JSON.parse(text) as Loaded))
