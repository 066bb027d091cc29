import type { StoredSettings } from '@/lib/mesh/settings'
import type { Ctx } from '../ctx'

export const getSettings = (ctx: Ctx): Promise<StoredSettings> => ctx.store.steer.settings.get()
