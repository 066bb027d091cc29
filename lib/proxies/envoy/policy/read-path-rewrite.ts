import type { PathRewrite } from '@/lib/mesh/policy'
import { asObject, asText, type JsonObject } from '../json'
import { reportOthers, type Unread } from './unread'

/** A `regex_rewrite` as compilePathRewrite writes it; null without one. The prefix it takes away must be that of the match, else it is none of ours. */
export function readPathRewrite(rewrite: JsonObject, prefix: string, unread: Unread): PathRewrite | null {
  const regex = asText(asObject(rewrite.pattern).regex)
  if (regex === '') return null
  reportOthers(asObject(rewrite.pattern), ['regex', 'google_re2'], unread, 'rewrite')
  const replacement = asText(rewrite.substitution).replaceAll('\\\\', '\\')
  if (regex === '^.*$') return { replaceFullPath: replacement }
  const bare = prefix.replace(/\/+$/, '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  if (regex === (replacement.endsWith('/') ? `^${bare}/*` : `^${bare}`)) return { replacePrefixMatch: replacement }
  unread(`rewrite of ${regex} to ${asText(rewrite.substitution)}`)
  return null
}
