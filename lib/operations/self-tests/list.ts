import type { SelfTest } from '@/lib/canary/self-test'
import type { Ctx } from '../ctx'

export const listSelfTests = (ctx: Ctx): Promise<SelfTest[]> => ctx.store.steer.selfTests.list()
