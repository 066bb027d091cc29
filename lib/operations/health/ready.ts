import type { Ctx } from '../ctx'
import { readRuntime } from './read-runtime'

/** What stands in the way of serving and steering; ready when nothing does. */
export type Readiness = { isReady: boolean; problems: string[] }

export async function readiness(ctx: Pick<Ctx, 'store' | 'now'>): Promise<Readiness> {
  const database = await ctx.store.health()
  const runtime = readRuntime(ctx)
  const problems = [...(database ? [database] : []), ...runtime.problems]
  return { isReady: database === null && runtime.isAlive, problems }
}
