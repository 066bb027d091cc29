import { PageProblem } from '@/lib/proxies/page-client'
import type { Call, TargetSession } from './target-session'

/** Throws what the proxy answered, with the likely reason: without an admin layer, and where its admin page allows only some paths, it refuses. */
export async function setValues(session: TargetSession, values: ReadonlyMap<string, string>, call: Call): Promise<void> {
  try {
    await session.setValues(values, call)
  } catch (error) {
    if (error instanceof PageProblem && error.status !== null)
      throw new PageProblem('http_status', `${error.message}: it has no admin runtime layer, or does not allow changes`, error.status)
    throw error
  }
}
