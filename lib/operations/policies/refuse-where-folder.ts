import { AppError } from '@/lib/errors'
import type { DiffLine } from '@/lib/mesh/plan'
import { policyPatch } from '@/lib/routing/policy-patch'
import type { Ctx } from '../ctx'

/** Where a watched folder is the source of truth an edit is refused, with the patch to commit there; `diff` is null where none can be made. */
export function refuseWhereFolder(ctx: Pick<Ctx, 'policyFolder'>, file: string, diff: readonly DiffLine[] | null): void {
  if (!ctx.policyFolder) return
  const patch = diff && policyPatch(file, diff)
  throw new AppError('rejected', `${file} of ${ctx.policyFolder} is the source of truth: commit the edit there`, {
    folder: ctx.policyFolder,
    file,
    patch,
  })
}
