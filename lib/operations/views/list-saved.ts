import type { SavedView } from '@/lib/mesh/saved-view'
import type { Ctx } from '../ctx'

export const listSavedViews = async (ctx: Ctx): Promise<SavedView[]> =>
  (await ctx.store.steer.views.list()).sort((a, b) => a.name.localeCompare(b.name, 'en'))
