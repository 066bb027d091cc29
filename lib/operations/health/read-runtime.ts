import type { RuntimeView } from '@/lib/mesh/proxy-view'
import type { Ctx } from '../ctx'

/** A heartbeat is written each second; without one for this long the runtime is away. */
const awayAfterMs = 10_000

export function readRuntime(ctx: Pick<Ctx, 'store' | 'now'>): RuntimeView {
  const state = ctx.store.observed.runtime()
  if (!state) return { isAlive: false, at: null, problems: ['the runtime has not started yet on this data folder'] }
  const silentMs = ctx.now() - state.at
  const isAlive = silentMs <= awayAfterMs
  const away = isAlive ? [] : [`the runtime has been away for ${Math.round(silentMs / 1000)} s: nothing is read, nothing is sent`]
  return { isAlive, at: state.at, problems: [...away, ...state.problems] }
}
