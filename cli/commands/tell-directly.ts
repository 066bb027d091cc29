import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import type { ProxyList } from '@/lib/red-button-folder'

/** isForeign: Outrider does not configure it. */
export type Told = { proxyId: string; stopped: boolean; problem?: string; isForeign: boolean }
type Listed = ProxyList['proxies'][number]
type Asked = { reader: ProxyReader; target: Target; stopKeys: readonly string[] | undefined; signal: AbortSignal }
const timeoutMs = 5_000

/** Tells every proxy of the list through its admin page to inject nothing (or gives back what that set), and reads each back. */
export async function tellDirectly({ proxies }: ProxyList, stopped: boolean): Promise<Told[]> {
  const reader = createEnvoyReader({ timeoutMs, maxBytes: 64 * 1024 * 1024, now: Date.now })
  const { signal } = new AbortController()
  const tell = async ({ id, adminUrl, stopKeys }: Listed): Promise<Told> => {
    const asked: Asked = { reader, target: { id, url: adminUrl, kind: 'envoy' }, stopKeys, signal }
    const problem = stopped ? await stop(asked) : await release(asked)
    return { proxyId: id, stopped: stopped && problem === null, ...(problem !== null && { problem }), isForeign: stopKeys !== undefined }
  }
  try {
    return await Promise.all(proxies.map(tell))
  } finally {
    await reader.close()
  }
}

/** null when it was read back and injects nothing; else why that is not known. */
async function stop(asked: Asked): Promise<string | null> {
  const { reader, target, stopKeys, signal } = asked
  const answer = await reader.setFaultsStopped(target, true, signal)
  if (!answer.ok) return answer.problem.message
  const problem = stopKeys ? await stopForeign(asked, stopKeys) : null
  if (problem !== null) return problem
  const found = await reader.readFaults(target, signal)
  if (!found.ok) return `told, but not read back: ${found.problem.message}`
  const left = [...found.value].filter(
    ([, fault]) => (fault.abortPercent ?? 0) + (fault.delayPercent ?? 0) + (fault.bandwidthPercent ?? 0) > 0,
  )
  return left.length === 0 ? null : stillInjects(left.map(([fault]) => fault))
}

const stillInjects = (what: readonly string[]): string => `told, but it still injects: ${what.join(', ')}`

/** Its filters may obey keys of their own, and know nothing of the red button's value: whatever injects is set to 0, and all of them are read back. */
async function stopForeign({ reader, target, signal }: Asked, stopKeys: readonly string[]): Promise<string | null> {
  const setToZero = async (keys: readonly string[]): Promise<string | null> => {
    if (keys.length === 0) return null
    const answer = await reader.setValues(target, new Map(keys.map((key) => [key, '0'])), signal)
    return answer.ok ? null : answer.problem.message
  }
  const runtime = await reader.readRuntime(target, signal)
  const isSet = (key: string): boolean => !runtime.ok || !['', '0'].includes(runtime.value.get(key)?.final ?? '')
  const problem = await setToZero(stopKeys.filter(isSet))
  if (problem !== null) return problem
  const found = await reader.readDrift(target, signal)
  if (!found.ok) return `told, but not read back: ${found.problem.message}`
  if (found.value.injecting.length === 0) return null
  // What no value said: its own configuration injects.
  const more = await setToZero([...new Set(found.value.injecting.map(({ key }) => key))])
  if (more !== null) return more
  const again = await reader.readDrift(target, signal)
  if (!again.ok) return `told, but not read back: ${again.problem.message}`
  return again.value.injecting.length === 0 ? null : stillInjects(again.value.injecting.map(({ key }) => key))
}

/** Only what holds the 0 that a stop sets. */
async function release({ reader, target, stopKeys = [], signal }: Asked): Promise<string | null> {
  const answer = await reader.setFaultsStopped(target, false, signal)
  if (!answer.ok) return answer.problem.message
  if (stopKeys.length === 0) return null
  const runtime = await reader.readRuntime(target, signal)
  if (!runtime.ok) return runtime.problem.message
  const held = stopKeys.filter((key) => runtime.value.get(key)?.admin === '0')
  if (held.length === 0) return null
  const taken = await reader.setValues(target, new Map(held.map((key) => [key, ''])), signal)
  return taken.ok ? null : taken.problem.message
}
