import { createEnvoyReader } from '@/lib/proxies/envoy/reader'
import type { ProxyReader, Target } from '@/lib/proxies/proxy-reader'
import { forgetStopped, noteStopped, type ProxyList, readStopped } from '@/lib/red-button-folder'

/** isForeign: Outrider does not configure it. held: what the stop had replaced and a release does not set again, as `key = value`. */
export type Told = { proxyId: string; stopped: boolean; problem?: string; isForeign: boolean; held?: string[] }
type Listed = ProxyList['proxies'][number]
type Asked = { reader: ProxyReader; target: Target; stopKeys: readonly string[] | undefined; folder: string; signal: AbortSignal }
const timeoutMs = 5_000

/** Tells every proxy of the list through its admin page to inject nothing (or gives back what that set, by what is noted in the folder), and reads each back. */
export async function tellDirectly({ proxies }: ProxyList, stopped: boolean, folder: string): Promise<Told[]> {
  const reader = createEnvoyReader({ timeoutMs, maxBytes: 64 * 1024 * 1024, now: Date.now })
  const { signal } = new AbortController()
  const tell = async ({ id, adminUrl, stopKeys }: Listed): Promise<Told> => {
    const asked: Asked = { reader, target: { id, url: adminUrl, kind: 'envoy' }, stopKeys, folder, signal }
    const held = stopped ? [] : heldBefore(folder, id)
    const problem = stopped ? await stop(asked) : await release(asked)
    const told = { proxyId: id, stopped: stopped && problem === null, isForeign: stopKeys !== undefined }
    return { ...told, ...(problem !== null && { problem }), ...(problem === null && held.length > 0 && { held }) }
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
async function stopForeign({ reader, target, folder, signal }: Asked, stopKeys: readonly string[]): Promise<string | null> {
  const runtime = await reader.readRuntime(target, signal)
  const adminOf = (key: string): string => (runtime.ok ? (runtime.value.get(key)?.admin ?? '') : '')
  const setToZero = async (keys: readonly string[]): Promise<string | null> => {
    if (keys.length === 0) return null
    noteStopped(folder, target.id, Object.fromEntries(keys.map((key) => [key, adminOf(key)])))
    const answer = await reader.setValues(target, new Map(keys.map((key) => [key, '0'])), signal)
    return answer.ok ? null : answer.problem.message
  }
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

/** Only what a stop has set and what still holds its 0. */
async function release({ reader, target, folder, signal }: Asked): Promise<string | null> {
  const answer = await reader.setFaultsStopped(target, false, signal)
  if (!answer.ok) return answer.problem.message
  const noted = Object.keys(readStopped(folder)[target.id] ?? {})
  if (noted.length === 0) return null
  const runtime = await reader.readRuntime(target, signal)
  if (!runtime.ok) return runtime.problem.message
  const held = noted.filter((key) => runtime.value.get(key)?.admin === '0')
  if (held.length > 0) {
    const taken = await reader.setValues(target, new Map(held.map((key) => [key, ''])), signal)
    if (!taken.ok) return taken.problem.message
  }
  forgetStopped(folder, target.id)
  return null
}

const heldBefore = (folder: string, id: string): string[] =>
  Object.entries(readStopped(folder)[id] ?? {}).flatMap(([key, was]) => (was === '' ? [] : [`${key} = ${was}`]))
