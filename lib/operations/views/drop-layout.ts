import { layoutMark, type SavedView } from '@/lib/mesh/saved-view'
import type { Ctx } from '../ctx'

/** Removes the arrangement that this view had for itself, where it is gone or has another now and no other view uses that one. */
export async function dropLayout({ store: { steer } }: Ctx, before: SavedView): Promise<void> {
  const { layout } = before.params
  if (!layout || (await steer.views.list()).some(({ params }) => params.layout === layout)) return
  await steer.positions.removeEnding(`${layoutMark}${layout}`)
}
