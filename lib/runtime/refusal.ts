import type { Millis, ServiceName } from '@/lib/mesh/names'
import type { TypeSync } from '@/lib/mesh/proxy'

/** rejects: the words that refuse what was changed at `since`; blocks: the words of a refusal that is not of it, but may hold it up. */
export type Refusal = { rejects: string | null; blocks: string | null }

/** Whose change it is (of the service's policy, or that fault's), and the names of all services of the mesh. */
export type About = { service: ServiceName; services: readonly ServiceName[]; faultId?: string | undefined }

/** What is refused of its values, by types that name whose values they refuse. */
export const refusedOf = (sync: readonly TypeSync[], { service, faultId }: Omit<About, 'services'>) =>
  sync.flatMap(({ type, refusals = [] }) => {
    const owner = faultId === undefined ? `weights:${service}` : `fault:${faultId}`
    return refusals.filter((refusal) => refusal.owner === owner).map((refusal) => ({ ...refusal, type }))
  })

/**
 * Whose refusal is it? Only a type that the change touches, refused after the change was made, refuses it; and not where the words name another service and
 * not this one: that is somebody's later edit of the same type. Where a type names whose values it refuses, that decides. The control plane names what was new in an answer that Envoy refuses without a name.
 */
export function judgeRefusal(sync: readonly TypeSync[], touched: readonly TypeSync['type'][], since: Millis, about?: About): Refusal {
  const isOfOthers = ({ error }: TypeSync): boolean =>
    error !== null &&
    about !== undefined &&
    !names(error, about.service) &&
    about.services.some((other) => other !== about.service && names(error, other))
  const refused = sync.filter((type) => type.status === 'NACKED')
  const named = about ? refusedOf(refused, about).find(({ type, at }) => touched.includes(type) && at >= since) : undefined
  if (named) return { rejects: toWords({ type: named.type, error: named.words }), blocks: null }
  const isWhole = ({ refusals }: TypeSync): boolean => about === undefined || refusals === undefined
  const own = refused.find((type) => isWhole(type) && touched.includes(type.type) && type.at >= since && !isOfOthers(type))
  const [other] = refused
  return { rejects: own ? toWords(own) : null, blocks: other && !own ? toWords(other) : null }
}

/** The whole name: `shop/a` is not in `shop/a-b`. */
function names(words: string, name: ServiceName): boolean {
  for (let at = words.indexOf(name); at >= 0; at = words.indexOf(name, at + 1))
    if (!/[\w-]/.test(words.charAt(at + name.length)) && !/[\w/-]/.test(words.charAt(at - 1))) return true
  return false
}

const toWords = ({ type, error }: Pick<TypeSync, 'type' | 'error'>): string => `${type}: ${error ?? 'refused without a word'}`
